// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.files.PrivateDirectory;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.MachineChanges.Leftover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of one controller process, named after its pid and start so that a later run can tell
 * whose they were. Mounts are in private name spaces and go with their processes; only directories
 * can stay.
 */
final class RunDirectory {
  private static final String PREFIX = "ringbench-";

  private static final Path SHARED_MEMORY = Path.of("/dev/shm");

  /** PID-START-RANDOM; of versions before the pid alone. */
  private static final Pattern NAME =
      Pattern.compile(PREFIX + "(\\d{1,10}(?:-\\d{1,18})?)(?:-[0-9a-z]+)?");

  private static final int DELETE_ATTEMPTS = 60;
  private static final int DELETE_PAUSE_MILLIS = 20;

  private final Map<Path, Path> made = new HashMap<>();
  private Path executable;

  /** Where the native files are unpacked. */
  Path nativeDir() {
    return under(executable()).resolve("native");
  }

  /**
   * Where the workload's files go. Root mounts a tmpfs on it, which needs no particular place; for
   * others it is in shared memory, a tmpfs on every Linux that has it.
   */
  Path workDir() {
    boolean root = "root".equals(System.getProperty("user.name"));
    Path parent =
        !root && Files.isWritable(SHARED_MEMORY) && mayExecuteInSharedMemory()
            ? SHARED_MEMORY
            : executable();
    return under(parent).resolve("work");
  }

  /** Containers mount it noexec, and then nothing there can be executed to be watched. */
  private static boolean mayExecuteInSharedMemory() {
    try (Stream<String> mounts = Files.lines(Path.of("/proc/self/mounts"))) {
      return mounts
          .map(line -> line.split(" ", -1))
          .filter(fields -> fields[1].equals(SHARED_MEMORY.toString()))
          .noneMatch(fields -> List.of(fields[3].split(",", -1)).contains("noexec"));
    } catch (IOException e) {
      return false;
    }
  }

  private synchronized Path executable() {
    if (executable == null) {
      executable = ExecutableDirectory.choose();
    }
    return executable;
  }

  private synchronized Path under(Path parent) {
    return made.computeIfAbsent(parent, RunDirectory::make);
  }

  /** Executables of root go here: it must be new, nobody else's, and of a name that none plants. */
  private static Path make(Path parent) {
    try {
      Path path = PrivateDirectory.create(parent, PREFIX + ProcessIdentity.own() + "-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAtEnd(path), "remove " + path));
      return path;
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot create a directory in " + parent + ": " + e.getMessage() + ".", e);
    }
  }

  /** Directories whose controller no longer runs. */
  static List<Leftover> leftovers() {
    List<Leftover> found = new ArrayList<>();
    Set<Path> parents = new LinkedHashSet<>(ExecutableDirectory.candidates());
    parents.add(SHARED_MEMORY);
    for (Path parent : parents) {
      try (Stream<Path> entries = Files.list(parent)) {
        entries
            .filter(RunDirectory::isAbandoned)
            .forEach(entry -> found.add(new Leftover("directory " + entry, () -> delete(entry))));
      } catch (NoSuchFileException e) {
        // No such parent, no leftovers in it.
      } catch (IOException e) {
        throw new UncheckedIOException("look for leftovers in " + parent, e);
      }
    }
    return found;
  }

  private static boolean isAbandoned(Path entry) {
    Matcher name = NAME.matcher(entry.getFileName().toString());
    return name.matches()
        && Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)
        && isOurs(entry)
        && ProcessIdentity.parse(name.group(1)).filter(ProcessIdentity::isAlive).isEmpty();
  }

  /** Other people's directories are none of our business, whatever their name. */
  private static boolean isOurs(Path entry) {
    try {
      return Files.getAttribute(entry, "unix:uid", LinkOption.NOFOLLOW_LINKS)
          .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
    } catch (IOException e) {
      return false; // gone meanwhile
    }
  }

  /** Forks that are being killed may still write for a moment. */
  private static void deleteAtEnd(Path directory) {
    try {
      AtTheLatest.awaitEnds();
    } catch (InterruptedException e) {
      return;
    }
    for (int attempt = 0; attempt < DELETE_ATTEMPTS; attempt++) {
      try {
        delete(directory);
        Thread.sleep(DELETE_PAUSE_MILLIS);
        if (!Files.exists(directory)) {
          return;
        }
      } catch (UncheckedIOException e) {
        // Somebody was faster, or still writes: look again.
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  static void delete(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(directory)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(entry);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("remove " + directory, e);
    }
  }
}
