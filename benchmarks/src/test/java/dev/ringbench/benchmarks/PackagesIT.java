// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.driver.Tool;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of a release, made of the built jar: what is in them, and that they run. */
@MeasuresNothing
class PackagesIT {
  private static final String TIME = "2026-11-30T03:20:15Z";

  @TempDir Path directory;

  private String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(List.of(command) + ": " + output).isZero();
    return output;
  }

  /** With a manual page that stands for those that Maven makes. */
  private Path release(String name) throws Exception {
    Path manual = Files.createDirectories(directory.resolve("manual"));
    Files.writeString(manual.resolve("ringbench.1"), ".TH RINGBENCH 1\n.SH NAME\nringbench\n");
    Path release = directory.resolve(name);
    run(
        "sh",
        Repository.ROOT.resolve("packaging/packages").toString(),
        "0.2.0",
        TIME,
        Ringbench.jar().toString(),
        manual.toString(),
        release.toString());
    return release;
  }

  private static Path only(Path directory, String suffix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      List<Path> found = files.filter(file -> file.toString().endsWith(suffix)).toList();
      assertThat(found).as(suffix).hasSize(1);
      return found.get(0);
    }
  }

  private void assertRuns(Path prefix) throws Exception {
    String launcher = prefix.resolve("bin/ringbench").toString();
    assertThat(run(launcher, "--version")).startsWith("ringbench ");
    assertThat(run(launcher, "report", Repository.COUNTED.toString())).contains("seccomp-notify");
    assertThat(prefix.resolve("share/bash-completion/completions/ringbench"))
        .content()
        .contains("complete -F _complete_ringbench");
    assertThat(prefix.resolve("share/fish/vendor_completions.d/ringbench.fish"))
        .content()
        .contains("complete -c ringbench");
    // By a link, as /usr/local/bin may have one.
    Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of(launcher));
    assertThat(run(link.toString(), "--version")).startsWith("ringbench ");
    Files.delete(link);
  }

  @Test
  void theSameJarMakesTheSameBytesAndTheyRunFromAnyPrefix() throws Exception {
    assumeTrue(Tool.find("dpkg-deb").isPresent(), "needs dpkg-deb");
    assumeTrue(Tool.find("objdump").isPresent(), "needs objdump");
    Path release = release("release");
    Path again = release("again");
    assertThat(again.resolve("SHA256SUMS"))
        .hasSameTextualContentAs(release.resolve("SHA256SUMS"))
        .content()
        .contains(".deb", ".tar.gz", ".jar");

    Path tarball = Files.createDirectory(directory.resolve("tarball"));
    run("tar", "-C", tarball.toString(), "-xzf", only(release, ".tar.gz").toString());
    Path unpacked = only(tarball, "");
    assertRuns(unpacked);
    assertThat(unpacked.resolve("share/doc/ringbench/licences/THIRD-PARTY.txt")).isNotEmptyFile();
    assertThat(unpacked.resolve("share/doc/ringbench/licences/native/LINKED.txt")).isNotEmptyFile();
    assertThat(Files.getLastModifiedTime(unpacked.resolve("bin/ringbench")))
        .isEqualTo(FileTime.from(Instant.parse(TIME)));

    String deb = only(release, ".deb").toString();
    Path root = Files.createDirectory(directory.resolve("root"));
    run("dpkg-deb", "-x", deb, root.toString());
    assertRuns(root.resolve("usr"));
    assertThat(root.resolve("usr/share/man/man1/ringbench.1.gz")).isNotEmptyFile();
    assertThat(root.resolve("usr/share/doc/ringbench/copyright")).isNotEmptyFile();
    assertThat(run("dpkg-deb", "-f", deb, "Depends"))
        .contains("java17-runtime-headless", "libc6 (>= 2.");
    assertThat(run("dpkg-deb", "-f", deb)).doesNotContainPattern("@[A-Z]+@");
    assertThat(run("dpkg-deb", "-c", deb)).contains("root/root", "./usr/bin/ringbench");
  }
}
