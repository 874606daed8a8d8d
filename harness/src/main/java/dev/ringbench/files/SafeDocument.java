// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A document that took long to measure and must not be lost: when its place is full, or writable no
 * more, it goes to a new private directory elsewhere, and stays there.
 */
public final class SafeDocument {
  private final OutputFile wanted;
  private final List<Path> refuges;
  private final Consumer<String> complaints;
  private Path elsewhere;

  /** {@code complaints}: told once, in a sentence, when it goes elsewhere. */
  public SafeDocument(OutputFile wanted, Consumer<String> complaints) {
    this(
        wanted,
        complaints,
        Stream.of(System.getProperty("java.io.tmpdir"), "/var/tmp", System.getProperty("user.home"))
            .map(Path::of)
            .toList());
  }

  SafeDocument(OutputFile wanted, Consumer<String> complaints, List<Path> refuges) {
    this.wanted = wanted;
    this.complaints = complaints;
    this.refuges = refuges;
    open();
  }

  private void open() {
    if (wanted.isPipe()) {
      complaints.accept("Waiting for who reads the named pipe " + wanted.path() + ".");
    }
    try {
      wanted.openStream();
    } catch (IOException e) {
      throw RingbenchException.badInput(
          "Cannot open " + wanted.path() + ": " + OutputFile.reason(e) + ". Name another file.", e);
    }
  }

  /**
   * What there is so far; of a stream nothing, for it would have it more than once.
   *
   * @throws RingbenchException when it can be written nowhere
   */
  public void saveSoFar(AtomicFile.Content content) {
    if (!wanted.isStream()) {
      save(content, false);
    }
  }

  /** All of it. */
  public void save(AtomicFile.Content content) {
    save(content, true);
  }

  private void save(AtomicFile.Content content, boolean durably) {
    try {
      if (elsewhere == null) {
        wanted.save(content, durably);
      } else {
        AtomicFile.replaceDurably(elsewhere, content);
      }
    } catch (IOException e) {
      flee(content, e);
    }
  }

  private void flee(AtomicFile.Content content, IOException cause) {
    Path full = elsewhere;
    for (Path refuge : refuges) {
      Path directory = null;
      try {
        directory = PrivateDirectory.create(refuge, "ringbench-kept-");
        Path file = directory.resolve(name());
        AtomicFile.replaceDurably(file, content);
        elsewhere = file;
        complaints.accept(
            "Cannot write "
                + (full == null ? wanted.path() : full)
                + " ("
                + OutputFile.reason(cause)
                + "), so it is in "
                + elsewhere
                + ".");
        return;
      } catch (IOException e) {
        remove(directory);
      }
    }
    throw RingbenchException.machine(
        "Cannot write "
            + writtenTo()
            + ": "
            + OutputFile.reason(cause)
            + ", and nothing can be kept in "
            + refuges
            + " either. Free space and run again.",
        cause);
  }

  private String name() {
    String name = wanted.path().getFileName().toString();
    return wanted.isStream() ? "ringbench-" + name : name;
  }

  private static void remove(Path directory) {
    try {
      if (directory != null) {
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      // An empty directory stays.
    }
  }

  /** Where it is. */
  public Path writtenTo() {
    return elsewhere == null ? wanted.path() : elsewhere;
  }

  /** 0, or 3 when it is not where it should be. */
  public int exitCode() {
    return elsewhere == null ? 0 : RingbenchException.Kind.MACHINE.exitCode();
  }
}
