// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher in a checkout of its own, on a machine that has nothing but the programs that are
 * named here: each notes how it was called.
 */
class LauncherTest {
  /** What every system has, as it is here. */
  private static final List<String> SYSTEM =
      List.of(
          "awk",
          "cat",
          "cksum",
          "cut",
          "dirname",
          "env",
          "find",
          "grep",
          "head",
          "ls",
          "readlink",
          "rm",
          "sed",
          "sh",
          "sort",
          "stty",
          "tr",
          "uname",
          "xargs");

  /** Of a machine with all that a build needs; its Java says no version, and is taken as it is. */
  private static final List<String> BUILD =
      List.of("cc", "clang", "cmake", "gcc", "java", "make", "mvn", "pkg-config");

  @TempDir Path directory;

  private Path checkout;
  private Path programs;

  private record Ended(int exitCode, String output) {}

  @BeforeEach
  void layOut() throws Exception {
    checkout = Files.createDirectories(directory.resolve("checkout"));
    for (String folder : List.of("benchmarks/target", "packaging")) {
      Files.createDirectories(checkout.resolve(folder));
    }
    for (String source : sources()) {
      if (Files.isDirectory(Repository.ROOT.resolve(source))) {
        Files.createDirectories(checkout.resolve(source));
      } else {
        Files.copy(Repository.ROOT.resolve(source), checkout.resolve(source));
      }
    }
    for (String script : List.of("ringbench", "packaging/launch", "packaging/needs")) {
      Ringbench.executable(
          checkout.resolve(script), Files.readString(Repository.ROOT.resolve(script)));
    }
    programs = Files.createDirectories(directory.resolve("programs"));
    for (String program : SYSTEM) {
      Path real = Path.of("/usr/bin", program);
      Files.createSymbolicLink(
          programs.resolve(program), Files.exists(real) ? real : Path.of("/bin").resolve(program));
    }
    program("id", "echo 0");
  }

  /** What the launcher itself says that a build reads. */
  private static List<String> sources() throws Exception {
    Matcher said =
        Pattern.compile("(?m)^sources='([^']+)'$")
            .matcher(Files.readString(Repository.ROOT.resolve("ringbench")));
    assertThat(said.find()).isTrue();
    return List.of(said.group(1).split(" ", -1));
  }

  private void program(String name, String body) throws Exception {
    Ringbench.executable(
        programs.resolve(name),
        "#!/bin/sh\necho \"%s $*\" >>'%s'\n%s\n".formatted(name, directory.resolve("calls"), body));
  }

  private void programs(List<String> names) throws Exception {
    for (String name : names) {
      program(name, "");
    }
    program("javac", "echo javac 17.0.1");
  }

  private Path jar() throws Exception {
    return Files.writeString(checkout.resolve("benchmarks/target/ringbench.jar"), "");
  }

  private void markAsBuilt() throws Exception {
    Files.writeString(
        checkout.resolve("benchmarks/target/ringbench.sources"), run("build", "--sum").output());
  }

  private Ended run(String... arguments) throws Exception {
    return run(Map.of(), arguments);
  }

  private Ended run(Map<String, String> variables, String... arguments) throws Exception {
    ProcessBuilder builder = new ProcessBuilder(checkout.resolve("ringbench").toString());
    builder.command().addAll(List.of(arguments));
    Map<String, String> environment = new HashMap<>(variables);
    environment.put("PATH", programs.toString());
    builder.environment().keySet().removeIf(name -> name.startsWith("RINGBENCH"));
    builder.environment().putAll(environment);
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Ended(process.waitFor(), output);
  }

  private String calls() throws Exception {
    Path calls = directory.resolve("calls");
    return Files.exists(calls) ? Files.readString(calls) : "";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "--version",
        "run --help",
        "guest run -h",
        "report a.json",
        "compare a.json b.json",
        "gate a.json b.json --budget c.yaml",
        "verify a.json",
        "trend",
        "export a.json --to csv",
        "list",
        "completion bash",
        "faults list"
      })
  void whatOnlyReadsNeedsJavaAndTheJarAlone(String line) throws Exception {
    programs(List.of("java", "apt-get", "apt-cache"));
    Files.delete(programs.resolve("javac"));
    Path jar = jar();
    Ended ended = run(line.split(" ", -1));
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(calls()).contains("-jar " + jar + " " + line).doesNotContain("apt-get");
    assertThat(ended.output().lines())
        .singleElement()
        .asString()
        .contains("is older than the sources, and cannot be built without:", "maven");
  }

  @Test
  void withoutAJarWhatOnlyReadsSaysWhatToDoAndInstallsNothing() throws Exception {
    programs(List.of("java", "apt-get", "apt-cache"));
    Ended ended = run("--help");
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.output())
        .contains("Install a release", "apt-get install -y --no-install-recommends", "maven");
    assertThat(calls()).doesNotContain("apt-get", "-jar");
  }

  @Test
  void aJarOfTheseSourcesNeedsNoCompilerToMeasure() throws Exception {
    programs(List.of("java"));
    Files.delete(programs.resolve("javac"));
    Path jar = jar();
    markAsBuilt();
    Ended ended = run("run", "--profile", "quick");
    assertThat(ended.exitCode()).as(ended.output()).isZero();
    assertThat(ended.output()).isEmpty();
    assertThat(calls()).contains("-jar " + jar + " run --profile quick");
  }

  @Test
  void aJarThatIsGivenIsNeitherBuiltNorCompared() throws Exception {
    programs(List.of("java"));
    Files.delete(programs.resolve("javac"));
    Path jar = Files.writeString(directory.resolve("released.jar"), "");
    Ended ended = run(Map.of("RINGBENCH_JAR", jar.toString()), "run");
    assertThat(ended.output()).isEmpty();
    assertThat(calls()).contains("-jar " + jar + " run");
    Ended missing = run(Map.of("RINGBENCH_JAR", "nowhere.jar"), "run");
    assertThat(missing.exitCode()).isEqualTo(2);
    assertThat(missing.output()).contains("there is no file nowhere.jar");
  }

  @Test
  void whatMeasuresInstallsWhatIsMissing() throws Exception {
    programs(List.of("java"));
    program("apt-get", "[ \"$1\" = update ]");
    program("apt-cache", "exit 1");
    Ended ended = run("run");
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(calls()).containsPattern("apt-get install .*--no-install-recommends .*maven");
    assertThat(ended.output()).contains("installing what is missing:", "could not install");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "guest matrix --arch arm64",
        "guest matrix --kernel=linux-image-arm64/sid",
        "guest matrix --arch amd64,arm64 --dry-run"
      })
  void kernelsForArm64NeedItsEmulator(String line) throws Exception {
    programs(List.of("java"));
    program("apt-get", "[ \"$1\" = update ]");
    program("apt-cache", "exit 1");
    run(line.split(" ", -1));
    assertThat(calls()).containsPattern("apt-get install .*qemu-system-arm\\b");
  }

  @Test
  void withEverythingInPlaceItBuildsWhatChanged() throws Exception {
    programs(BUILD);
    jar();
    Ended ended = run("list");
    assertThat(ended.output()).contains("building");
    assertThat(calls()).contains("mvn -q -B").contains("package -DskipTests");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dnf install -y:java-21-openjdk-devel:maven",
        "pacman -S --needed:jdk17-openjdk:maven",
        "zypper install -y:java-17-openjdk-devel:maven",
        "apk add:openjdk17-jdk:maven"
      })
  void elsewhereItNamesThePackagesAndInstallsNothing(String expected) throws Exception {
    List<String> parts = List.of(expected.split(":", -1));
    String manager = parts.get(0).split(" ", -1)[0];
    program(manager, "");
    Ended ended = run("run");
    assertThat(ended.exitCode()).isEqualTo(3);
    assertThat(ended.output()).contains(parts).doesNotContain("apt-get", "+");
    assertThat(calls()).doesNotContain(manager);
  }

  @Test
  void anOldJavaIsNamed() throws Exception {
    Path installed = directory.resolve("usr/bin/ringbench");
    Files.createDirectories(installed.getParent());
    Ringbench.executable(installed, Files.readString(Repository.ROOT.resolve("packaging/launch")));
    program("java", "echo 'openjdk version \"11.0.2\"' >&2");
    ProcessBuilder builder =
        new ProcessBuilder(installed.toString(), "list").redirectErrorStream(true);
    builder.environment().put("PATH", programs.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isEqualTo(3);
    assertThat(output).contains("needs Java 17 or newer");
  }

  private String localeOfJava(String locale) throws Exception {
    program("java", "echo \"LC_ALL=$LC_ALL\"");
    jar();
    markAsBuilt();
    return run(Map.of("LC_ALL", locale), "list").output();
  }

  @Test
  void itNamesFilesInUtf8AlsoWhereThereIsNoLocale() throws Exception {
    assertThat(localeOfJava("C")).contains("LC_ALL=C.UTF-8");
    assertThat(localeOfJava("POSIX")).contains("LC_ALL=C.UTF-8");
    assertThat(localeOfJava("de_DE.UTF-8")).contains("LC_ALL=de_DE.UTF-8");
    assertThat(localeOfJava("tr_TR.utf8")).contains("LC_ALL=tr_TR.utf8");
  }
}
