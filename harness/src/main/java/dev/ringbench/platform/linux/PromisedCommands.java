// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.MachineChanges.Leftover;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Commands that undo what a sensor that is not ours changes on the machine, on disk before it
 * changes anything: where the controller is killed, the next run does them. In /run, which a boot
 * empties as it undoes the changes.
 */
final class PromisedCommands {
  private static final String PREFIX = "ringbench-undo-";
  private static final int SECONDS = 15;
  private static final int MOST_BYTES = 1 << 20;
  private static final int MODE_OTHERS = 077;
  private static final AtomicInteger MADE = new AtomicInteger();

  private PromisedCommands() {}

  /** As it is on disk. {@code whose}: of whom the changes are. */
  record Promise(String whose, List<List<String>> commands) {}

  /**
   * Writes them down; the file is to be deleted when they were done. Empty where only root could
   * have changed anything, and this is not root: then nothing has to be promised.
   *
   * @param run "/run", or a directory in its place
   */
  static Optional<Path> write(Path run, String whose, List<List<String>> commands) {
    if (commands.isEmpty() || !Files.isWritable(run)) {
      return Optional.empty();
    }
    Path file = run.resolve(PREFIX + ProcessIdentity.own() + "." + MADE.incrementAndGet());
    byte[] json = new JsonMapper().writeValueAsBytes(new Promise(whose, commands));
    try (var out =
        Files.newByteChannel(
            file,
            EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
      out.write(ByteBuffer.wrap(json));
      return Optional.of(file);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot write down in " + run + " how " + whose + " is undone: " + e.getMessage() + ".",
          e);
    }
  }

  /** Does them. */
  static void run(Path file) {
    read(file).ifPresent(promise -> promise.commands().forEach(PromisedCommands::run));
    forget(file);
  }

  /** They were done, or nothing is left to undo. */
  static void forget(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new UncheckedIOException("remove " + file, e);
    }
  }

  /** Of controllers that are gone. */
  static List<Leftover> leftovers(Path run) {
    List<Leftover> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(run, PREFIX + "*")) {
      for (Path file : files) {
        String name = file.getFileName().toString().substring(PREFIX.length());
        String owner = name.substring(0, Math.max(0, name.indexOf('.')));
        if (isOurs(file)
            && ProcessIdentity.parse(owner).filter(gone -> !gone.isAlive()).isPresent()) {
          read(file)
              .ifPresent(
                  promise ->
                      found.add(
                          new Leftover(
                              "what " + promise.whose() + " changed on this machine",
                              () -> run(file))));
        }
      }
    } catch (IOException e) {
      // No such directory, and so no promises.
    }
    return found;
  }

  /** Commands run as this user: they must be this user's own, as nobody else could write them. */
  private static boolean isOurs(Path file) throws IOException {
    int mode = (int) Files.getAttribute(file, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && (mode & MODE_OTHERS) == 0
        && Files.size(file) <= MOST_BYTES
        && Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
            .equals(Files.getAttribute(Path.of("/proc/self"), "unix:uid"));
  }

  private static Optional<Promise> read(Path file) {
    try {
      return Optional.of(new JsonMapper().readValue(Files.readAllBytes(file), Promise.class));
    } catch (IOException | JacksonException e) {
      return Optional.empty(); // being written, or being removed
    }
  }

  private static void run(List<String> command) {
    try {
      // Mounts that it undoes went with their name space; those of this machine are others'.
      List<String> apart =
          new ArrayList<>(List.of("unshare", "--mount", "--propagation", "private", "--"));
      apart.addAll(command);
      Process process =
          new ProcessBuilder(apart)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      process.getOutputStream().close();
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      // Its program is gone, and with it whatever it changed; the other commands still may work.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
