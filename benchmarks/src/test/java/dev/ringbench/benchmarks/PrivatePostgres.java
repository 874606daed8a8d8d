// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A cluster of PostgreSQL of its own, on a free port of the loopback interface, from Debian's
 * package "postgresql"; gone with its files when it is closed. As root it runs as the user
 * "postgres" whom the package makes: the server refuses to be root.
 */
final class PrivatePostgres implements AutoCloseable {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final String PASSWORD = "s@cret/word";

  private final Path programs;
  private final Path directory;
  private final int port;

  private PrivatePostgres(Path programs, Path directory, int port) {
    this.programs = programs;
    this.directory = directory;
    this.port = port;
  }

  static PrivatePostgres start() throws IOException {
    Optional<Path> programs = programs();
    assumeTrue(programs.isPresent(), "no initdb below " + INSTALLED + ": package postgresql");
    boolean root = "root".equals(System.getProperty("user.name"));
    Path directory =
        Files.createTempDirectory(
            "ringbench-postgres",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (root) {
      assumeTrue(
          Files.readString(Path.of("/etc/passwd")).contains("\npostgres:"),
          "no user postgres to run the server as");
      Files.setOwner(
          directory,
          directory
              .getFileSystem()
              .getUserPrincipalLookupService()
              .lookupPrincipalByName("postgres"));
    }
    PrivatePostgres postgres = new PrivatePostgres(programs.get(), directory, freePort());
    try {
      Path password = Files.writeString(directory.resolve("password"), PASSWORD);
      postgres.program(
          "initdb",
          "--pgdata=" + postgres.data(),
          "--username=ringbench",
          "--pwfile=" + postgres.readable(password, root),
          "--auth=scram-sha-256",
          "--encoding=UTF8",
          "--locale=C.UTF-8",
          "--no-sync");
      postgres.program(
          "pg_ctl",
          "--pgdata=" + postgres.data(),
          "--wait",
          "--log=" + directory.resolve("log"),
          "--options=-p "
              + postgres.port
              + " -c listen_addresses=127.0.0.1 -c unix_socket_directories="
              + directory,
          "start");
      return postgres;
    } catch (IOException | AssertionError e) {
      postgres.close();
      throw e;
    }
  }

  private static Optional<Path> programs() throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Path data() {
    return directory.resolve("data");
  }

  private Path readable(Path file, boolean root) throws IOException {
    if (root) {
      Files.setOwner(file, Files.getOwner(directory));
    }
    return file;
  }

  /** For who may do anything, with the password. */
  String url() {
    return "postgresql://ringbench:s%40cret%2Fword@127.0.0.1:" + port + "/postgres";
  }

  String urlWithoutCredentials() {
    return "postgresql://127.0.0.1:" + port + "/postgres";
  }

  static String password() {
    return PASSWORD;
  }

  /** What psql prints for a statement, a row a line. */
  String query(String sql) throws IOException {
    return program("psql", url(), "--no-psqlrc", "--tuples-only", "--no-align", "--command=" + sql);
  }

  private String program(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(programs.resolve(name).toString());
    command.addAll(List.of(arguments));
    // Not a pipe: the server that pg_ctl starts would keep it open.
    Path output = Files.createTempFile("ringbench-postgres", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(new java.io.File("/"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(name + " ends").isTrue();
      String text = Files.readString(output, StandardCharsets.UTF_8);
      assertThat(process.exitValue()).as(name + ": " + text).isZero();
      return text;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(name + " was not waited for", e);
    } finally {
      Files.delete(output);
    }
  }

  @Override
  public void close() throws IOException {
    if (Files.exists(data().resolve("postmaster.pid"))) {
      program("pg_ctl", "--pgdata=" + data(), "--wait", "--mode=immediate", "stop");
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
