// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.driver;

import dev.ringbench.files.LockFile;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Packages of the distribution, fetched by apt and unpacked below our cache, and never installed:
 * apt checks their signatures as always, and is told that nothing is installed, so that it fetches
 * all that they need.
 */
public final class Apt {
  private static final Path KEYS = Path.of("/usr/share/keyrings/debian-archive-keyring.gpg");
  private static final Pattern SUITE = Pattern.compile("[a-z][a-z-]{1,40}");
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9+.~-]{1,100}");
  private static final Pattern WOULD_INSTALL =
      Pattern.compile("Inst (\\S+) \\((\\S+) .*\\[(\\S+)\\]\\).*");
  private static final Pattern ARCHIVE = Pattern.compile("(https?://\\S+) (\\S+) Debian");
  private static final Duration FRESH = Duration.ofHours(20);

  private static final long WAIT_MILLIS = 500;

  /** Debian's suites without one of their own for security. */
  private static final List<String> UNRELEASED = List.of("sid", "unstable", "experimental");

  private final String suite;
  private final Architecture architecture;
  private final Path directory;
  private final List<String> options = new ArrayList<>();

  /**
   * A package as its archive describes it.
   *
   * @param version as apt compares it
   * @param bytes to fetch
   * @param needs names of packages in its Depends, without versions
   */
  public record Entry(String name, String version, long bytes, List<String> needs) {}

  /** An archive that apt asks. */
  private record Archive(String uri, String suite) {
    private boolean isForSecurity() {
      return suite.endsWith("-security");
    }
  }

  private Apt(String suite, Architecture architecture) {
    Tool.require("apt-get", "apt");
    Tool.require("dpkg-deb", "dpkg");
    this.suite = suite;
    this.architecture = architecture;
    this.directory =
        CacheDirectory.of("packages")
            .resolve(
                (suite == null ? "own" : suite)
                    + (architecture.isOurs() ? "" : "-" + architecture));
    try {
      Files.createDirectories(directory.resolve("archives/partial"));
      Files.createDirectories(directory.resolve("lists/partial"));
      Files.write(directory.resolve("status"), new byte[0]);
      option("Dir::State::status", directory.resolve("status"));
      option("Dir::Cache::archives", directory.resolve("archives"));
      option("Dir::Cache::pkgcache", directory.resolve("pkgcache.bin"));
      option("Dir::Cache::srcpkgcache", directory.resolve("srcpkgcache.bin"));
      option("Debug::NoLocking", "1");
      // Its own user may not read our cache, which is ours alone.
      option("APT::Sandbox::User", "root");
      if (suite != null || !architecture.isOurs()) {
        Path sources = directory.resolve("sources.list");
        Files.writeString(sources, sources(), StandardCharsets.UTF_8);
        option("APT::Architecture", architecture);
        option("APT::Architectures", architecture);
        option("Dir::State::lists", directory.resolve("lists"));
        option("Dir::Etc::sourcelist", sources);
        option("Dir::Etc::sourceparts", "/dev/null");
        if (suite != null && !suite.equals(base(suite))) {
          option("APT::Default-Release", suite); // backports are taken where asked for only
        }
        update();
      }
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot prepare apt in " + directory + ": " + e.getMessage() + ".", e);
    }
  }

  /**
   * The archive of this machine's distribution, or another suite of Debian.
   *
   * @param suite such as "trixie" or "trixie-backports"; null: what this machine's apt knows
   * @param architecture of the packages
   * @throws RingbenchException when there is no apt here, or no such suite
   */
  public static Apt of(String suite, Architecture architecture) {
    if (suite != null && !SUITE.matcher(suite).matches()) {
      throw RingbenchException.badInput(
          "Suite " + suite + ": use the name of a suite of Debian, such as trixie or sid.");
    }
    if ((suite != null || !architecture.isOurs()) && !Files.isReadable(KEYS)) {
      throw RingbenchException.machine(
          "There is no "
              + KEYS
              + " to check packages of "
              + (suite == null ? architecture : suite)
              + " with. Install it: apt-get"
              + " install -y debian-archive-keyring");
    }
    return new Apt(suite, architecture);
  }

  /** Whether this machine has apt at all. */
  public static boolean isHere() {
    return Tool.find("apt-get").isPresent() && Tool.find("dpkg-deb").isPresent();
  }

  private void option(String name, Object value) {
    options.addAll(List.of("-o", name + "=" + value));
  }

  /** With the suite that it is based on, for a compiler, and the security archive of that. */
  private String sources() {
    List<Archive> archives = archives();
    StringBuilder lines = new StringBuilder();
    if (suite == null) {
      archives.forEach(archive -> lines.append(line(archive.uri(), archive.suite())));
      return lines.toString();
    }
    String base = base(suite);
    String plain = first(archives, false).orElseThrow();
    lines.append(line(plain, base));
    Optional<String> security = first(archives, true);
    if (!UNRELEASED.contains(base) && security.isPresent()) {
      lines.append(line(security.get(), base + "-security"));
    }
    if (!suite.equals(base) && !suite.endsWith("-security")) {
      lines.append(line(plain, suite));
    }
    return lines.toString();
  }

  private static Optional<String> first(List<Archive> archives, boolean forSecurity) {
    return archives.stream()
        .filter(archive -> archive.isForSecurity() == forSecurity)
        .map(Archive::uri)
        .findFirst();
  }

  private String line(String archive, String of) {
    return "deb [arch="
        + architecture
        + " signed-by="
        + KEYS
        + "] "
        + archive
        + " "
        + of
        + " main\n";
  }

  /** Those that this machine's apt asks, or its mirrors of them. */
  private static List<Archive> archives() {
    Tool.Result listed =
        Tool.run(
            List.of("apt-get", "indextargets", "--format", "$(REPO_URI) $(RELEASE) $(ORIGIN)"));
    List<Archive> found =
        listed
            .output()
            .lines()
            .map(ARCHIVE::matcher)
            .filter(Matcher::matches)
            .map(archive -> new Archive(archive.group(1), archive.group(2)))
            .distinct()
            .toList();
    if (first(found, false).isEmpty()) {
      throw RingbenchException.machine(
          "This machine's apt has no archive of Debian with other suites or architectures. Name a"
              + " kernel of its own suite, or a file.");
    }
    return found;
  }

  private static String base(String suite) {
    return suite.replaceFirst("-(backports|backports-sloppy|security|updates)$", "");
  }

  private void update() throws IOException {
    Path stamp = directory.resolve("updated");
    if (Files.exists(stamp)
        && Files.getLastModifiedTime(stamp).toInstant().isAfter(Instant.now().minus(FRESH))) {
      return;
    }
    Tool.Result result = run("apt-get", "-q", "--error-on=any", "update");
    if (result.exitCode() != 0) {
      String why =
          "The packages of "
              + (suite == null ? architecture : suite)
              + " cannot be listed: "
              + complaint(result);
      throw why.contains("does not have a Release file")
          ? RingbenchException.badInput(why + " Name a suite that Debian has.")
          : RingbenchException.machine(why);
    }
    Files.write(stamp, new byte[0]);
  }

  private Tool.Result run(String program, String... words) {
    List<String> line = new ArrayList<>(List.of("env", "LC_ALL=C", program));
    line.addAll(options);
    line.addAll(Arrays.asList(words));
    return Tool.run(line);
  }

  private static String complaint(Tool.Result result) {
    return result
        .output()
        .lines()
        .filter(line -> line.startsWith("E: "))
        .map(line -> line.substring("E: ".length()))
        .findFirst()
        .orElseGet(result::lastLine);
  }

  /** The names of all packages that begin with {@code prefix}. */
  public List<String> names(String prefix) {
    return run("apt-cache", "pkgnames", prefix).output().lines().sorted().toList();
  }

  /** The package that apt would take; empty: there is none of that name. */
  public Optional<Entry> show(String name) {
    if (!NAME.matcher(name).matches()) {
      return Optional.empty();
    }
    Tool.Result result = run("apt-cache", "show", "--no-all-versions", name);
    if (result.exitCode() != 0) {
      return Optional.empty();
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : result.output().split("\n\n", 2)[0].split("\n", -1)) {
      int colon = line.indexOf(": ");
      if (colon > 0 && !line.startsWith(" ")) {
        fields.putIfAbsent(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    if (!fields.containsKey("Version") || !fields.containsKey("Filename")) {
      return Optional.empty();
    }
    return Optional.of(
        new Entry(
            name,
            fields.get("Version"),
            Long.parseLong(fields.getOrDefault("Size", "0")),
            Stream.of(fields.getOrDefault("Depends", "").split("[,|]", -1))
                .map(need -> need.strip().replaceFirst("[ :(].*", ""))
                .filter(need -> !need.isEmpty())
                .toList()));
  }

  /** Fetches these packages alone, and unpacks them below {@code root}. */
  public void unpack(List<Entry> packages, Path root) {
    Path archives = directory.resolve("archives");
    List<Path> files = new ArrayList<>();
    for (Entry one : packages) {
      // apt-get download writes to where it is started.
      Tool.Result fetched =
          run(
              "sh",
              List.of("-c", "cd \"$0\" && exec env LC_ALL=C apt-get \"$@\"", archives.toString()),
              List.of("-q", "download", one.name() + "=" + one.version()));
      Path file = file(archives, one);
      if (fetched.exitCode() != 0 || file == null) {
        throw RingbenchException.machine(
            "The package " + one.name() + " cannot be fetched: " + complaint(fetched));
      }
      files.add(file);
    }
    for (Path file : files) {
      unpack(file, root);
      delete(file); // what is unpacked is kept
    }
  }

  private Tool.Result run(String program, List<String> before, List<String> words) {
    List<String> line = new ArrayList<>(List.of(program));
    line.addAll(before);
    line.addAll(options);
    line.addAll(words);
    return Tool.run(line);
  }

  private static Path file(Path archives, Entry one) {
    String start = one.name() + "_" + one.version().replace(":", "%3a") + "_";
    try (Stream<Path> files = Files.list(archives)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(start))
          .filter(file -> file.toString().endsWith(".deb"))
          .findFirst()
          .orElse(null);
    } catch (IOException e) {
      return null;
    }
  }

  /**
   * Fetches packages with all that they need, recommendations left out, and unpacks what is not yet
   * unpacked below {@code root}, a root file system of a merged /usr. No script of a package runs.
   */
  public void unpackWithNeeds(List<String> names, Path root) {
    List<String> words = new ArrayList<>(List.of("-q", "-y", "--no-install-recommends"));
    words.add("install");
    words.addAll(names);
    List<String> simulating = new ArrayList<>(List.of("--simulate"));
    simulating.addAll(words);
    Tool.Result listed = run("apt-get", simulating.toArray(String[]::new));
    if (listed.exitCode() != 0) {
      throw RingbenchException.machine(
          String.join(" ", names) + " cannot be fetched: " + complaint(listed));
    }
    List<String> wanted = new ArrayList<>();
    for (String line : listed.output().split("\n", -1)) {
      Matcher inst = WOULD_INSTALL.matcher(line);
      if (inst.matches()) {
        String file =
            inst.group(1) + "_" + inst.group(2).replace(":", "%3a") + "_" + inst.group(3) + ".deb";
        if (!Files.exists(mark(root, file))) {
          wanted.add(file);
        }
      }
    }
    if (wanted.isEmpty()) {
      return;
    }
    words.add(0, "--download-only");
    Tool.Result fetched = run("apt-get", words.toArray(String[]::new));
    if (fetched.exitCode() != 0) {
      throw RingbenchException.machine(
          String.join(" ", names) + " cannot be fetched: " + complaint(fetched));
    }
    try {
      mergeUsr(root);
      Files.createDirectories(mark(root, "x").getParent());
      for (String file : wanted) {
        unpack(directory.resolve("archives").resolve(file), root);
        Files.write(mark(root, file), new byte[0]);
      }
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot fill " + root + ": " + e.getMessage() + ".", e);
    }
  }

  /** That a package is unpacked there. */
  private static Path mark(Path root, String file) {
    return root.resolve(".unpacked").resolve(file);
  }

  private static void mergeUsr(Path root) throws IOException {
    for (String name : List.of("bin", "sbin", "lib", "lib64")) {
      Files.createDirectories(root.resolve("usr").resolve(name));
      Path link = root.resolve(name);
      if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.createSymbolicLink(link, Path.of("usr", name));
      }
    }
  }

  /** A package's files; no script of it runs. Links of {@code root} to directories stay. */
  public static void unpack(Path deb, Path root) {
    Tool.Result result =
        Tool.run(
            List.of(
                "bash",
                "-o",
                "pipefail",
                "-c",
                "mkdir -p \"$1\" && dpkg-deb --fsys-tarfile \"$0\" | tar -x"
                    + " --keep-directory-symlink --no-same-owner -C \"$1\"",
                deb.toString(),
                root.toString()));
    if (result.exitCode() != 0) {
      throw RingbenchException.machine(
          deb.getFileName() + " cannot be unpacked: " + result.lastLine() + ".");
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It stays in the cache, which may be deleted as a whole.
    }
  }

  /** Where what takes long to unpack is kept, complete or not at all. */
  public static Path once(Path directory, Consumer<Path> filling) {
    if (Files.isDirectory(directory)) {
      return directory;
    }
    return alone(
        directory.resolveSibling(directory.getFileName() + ".lock"),
        () -> {
          Path partial = directory.resolveSibling(directory.getFileName() + ".writing");
          try {
            if (Files.isDirectory(directory)) {
              return directory; // another process was faster
            }
            if (Files.exists(partial)) {
              DriverBuild.remove(partial); // of a process that was killed
            }
            Files.createDirectories(partial);
            filling.accept(partial);
            return Files.move(partial, directory, StandardCopyOption.ATOMIC_MOVE);
          } catch (IOException e) {
            throw RingbenchException.machine(
                "Cannot fill " + directory + ": " + e.getMessage() + ".", e);
          }
        });
  }

  /** Does {@code work} while no other process does the same. */
  static <T> T alone(Path lockFile, Supplier<T> work) {
    while (true) {
      Optional<LockFile> free = LockFile.tryTake(lockFile);
      if (free.isPresent()) {
        LockFile lock = free.get();
        try (lock) {
          return work.get();
        }
      }
      try {
        Thread.sleep(WAIT_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw RingbenchException.machine("Interrupted while another process fetched.", e);
      }
    }
  }

  /** Where it keeps what it fetched. */
  public Path directory() {
    return directory;
  }
}
