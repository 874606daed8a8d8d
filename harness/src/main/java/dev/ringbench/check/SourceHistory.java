// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The commits of the checkout that this build lies in, read by git. No other repository is asked:
 * one that came with a document could have a configuration that runs programs.
 */
public final class SourceHistory {
  /** Directory of the checkout, where the jar lies elsewhere. */
  public static final String PROPERTY = "ringbench.checkout";

  /** The descriptors of the sensors, in the checkout. */
  public static final String DESCRIPTORS =
      "harness/src/main/resources/dev/ringbench/platform/linux/sensors.json";

  private static final int TIMEOUT_SECONDS = 20;
  private static final int LARGEST_ANSWER = 32 << 20;

  private final Path checkout;
  private final boolean shallow;

  /** From the whole name of a commit to when it was made, in seconds. */
  private final TreeMap<String, Long> commits = new TreeMap<>();

  /** What was asked for already. */
  private final Map<String, Optional<String>> files = new ConcurrentHashMap<>();

  private SourceHistory(Path checkout, boolean shallow) {
    this.checkout = checkout;
    this.shallow = shallow;
  }

  private static final class OfThisBuild {
    static final Optional<SourceHistory> FOUND = find().flatMap(SourceHistory::of);

    private static Optional<Path> find() {
      String named = System.getProperty(PROPERTY);
      if (named != null) {
        return Optional.of(Path.of(named).toAbsolutePath().normalize());
      }
      try {
        for (Path folder = code(); folder != null; folder = folder.getParent()) {
          if (Files.exists(folder.resolve(".git")) && Files.exists(folder.resolve(DESCRIPTORS))) {
            return Optional.of(folder);
          }
        }
      } catch (URISyntaxException | IllegalArgumentException | SecurityException e) {
        // Code that lies in no file lies in no checkout.
      }
      return Optional.empty();
    }
  }

  /** Empty: this build lies in no checkout, or there is no git. */
  public static Optional<SourceHistory> ofThisBuild() {
    return OfThisBuild.FOUND;
  }

  /** Of a checkout; empty: it is none, somebody else's, or there is no git. */
  static Optional<SourceHistory> of(Path checkout) {
    if (!isTrusted(checkout)) {
      return Optional.empty();
    }
    Optional<String> shallow = git(checkout, "rev-parse", "--is-shallow-repository");
    if (shallow.isEmpty()) {
      return Optional.empty();
    }
    SourceHistory history = new SourceHistory(checkout, shallow.get().strip().equals("true"));
    return git(checkout, "log", "--all", "--format=%H %ct", "HEAD")
        .map(
            lines -> {
              lines
                  .lines()
                  .map(line -> line.split(" ", 2))
                  .filter(words -> words.length == 2)
                  .forEach(words -> history.commits.put(words[0], Long.parseLong(words[1])));
              return history;
            });
  }

  /**
   * Whether who owns its configuration, which can name programs, may run programs as us anyway: it
   * is our own, the administrator's, or of whom this code is.
   */
  static boolean isTrusted(Path checkout) {
    try {
      UserPrincipal owner = Files.getOwner(checkout.resolve(".git"));
      UserPrincipalLookupService users = checkout.getFileSystem().getUserPrincipalLookupService();
      return owner.equals(users.lookupPrincipalByName(System.getProperty("user.name")))
          || owner.equals(users.lookupPrincipalByName("root"))
          || owner.equals(Files.getOwner(code()));
    } catch (IOException | URISyntaxException | RuntimeException e) {
      return false;
    }
  }

  private static Path code() throws URISyntaxException {
    return Path.of(SourceHistory.class.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  /** Whether older commits are missing, as in a clone with a depth. */
  public boolean isShallow() {
    return shallow;
  }

  /** When a commit was made, by the first digits of its name; empty: no branch or tag has it. */
  public Optional<Instant> made(String commit) {
    return named(commit).map(entry -> Instant.ofEpochSecond(entry.getValue()));
  }

  /** A file as it was at a commit; empty: there is no such commit, or it had no such file. */
  public Optional<String> fileAt(String commit, String path) {
    return named(commit)
        .map(entry -> entry.getKey() + ":" + path)
        .flatMap(name -> files.computeIfAbsent(name, it -> git(checkout, "cat-file", "blob", it)));
  }

  /** Whether two commits have the same below a path; false also where one is not known. */
  public boolean isSame(String commit, String other, String path) {
    Optional<Map.Entry<String, Long>> one = named(commit);
    Optional<Map.Entry<String, Long>> two = named(other);
    if (one.isEmpty() || two.isEmpty()) {
      return false;
    }
    String from = one.get().getKey();
    String to = two.get().getKey();
    return files
        .computeIfAbsent(
            from + " " + to + ":" + path,
            name ->
                git(
                    checkout,
                    "diff",
                    "--quiet",
                    "--no-ext-diff",
                    "--no-textconv",
                    from,
                    to,
                    "--",
                    path))
        .isPresent();
  }

  private Optional<Map.Entry<String, Long>> named(String commit) {
    return Optional.ofNullable(commits.ceilingEntry(commit))
        .filter(entry -> entry.getKey().startsWith(commit));
  }

  /** What git prints; empty: it failed, or there is none. */
  private static Optional<String> git(Path checkout, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "git",
                "-C",
                checkout.toString(),
                "--no-pager",
                "-c",
                "safe.directory=" + checkout,
                "-c",
                "core.fsmonitor=false",
                "-c",
                "log.showSignature=false",
                "-c",
                "protocol.allow=never"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    builder.environment().keySet().removeIf(name -> name.startsWith("GIT_"));
    builder.environment().put("GIT_NO_LAZY_FETCH", "1");
    builder.environment().put("GIT_TERMINAL_PROMPT", "0");
    Process process = null;
    try {
      process = builder.start();
      process.getOutputStream().close();
      InputStream answer = process.getInputStream();
      byte[] bytes =
          CompletableFuture.supplyAsync(() -> read(answer)).get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      boolean ended = process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return ended && process.exitValue() == 0
          ? Optional.of(new String(bytes, StandardCharsets.UTF_8))
          : Optional.empty();
    } catch (IOException | ExecutionException | TimeoutException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      if (process != null) {
        process.destroy();
      }
    }
  }

  private static byte[] read(InputStream answer) {
    try {
      return answer.readNBytes(LARGEST_ANSWER);
    } catch (IOException e) {
      return new byte[0];
    }
  }
}
