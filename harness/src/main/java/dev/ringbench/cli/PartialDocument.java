// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.UnaryOperator;

/** A document that is on disk while it grows, and when the process is told to end. */
final class PartialDocument implements AutoCloseable {
  private final Path file;
  private final UnaryOperator<String> document;
  private final Thread onSignal = new Thread(this::saveOnSignal, "save the partial document");
  private boolean finished;
  private boolean stopped;

  /** {@code document}: its text, from why it is partial; null: it is all. */
  PartialDocument(Path file, UnaryOperator<String> document) {
    this.file = file;
    this.document = document;
    Runtime.getRuntime().addShutdownHook(onSignal);
  }

  /** What there is so far. */
  void save() {
    write("the run was still going on");
  }

  /** It is all. */
  void finish() {
    write(null);
    finished = true;
  }

  private synchronized void write(String whyPartial) {
    // What comes in while the process ends may be of what ended with it.
    if (finished || stopped) {
      return;
    }
    Path partial = file.toAbsolutePath().resolveSibling(file.getFileName() + ".writing");
    try {
      Files.writeString(partial, document.apply(whyPartial), StandardCharsets.UTF_8);
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw RingbenchException.machine(
          "Cannot write " + file + ": " + e.getMessage() + ". Free space and run again.", e);
    }
  }

  private void saveOnSignal() {
    synchronized (this) {
      write("stopped by a signal");
      stopped = true;
    }
    System.err.println("\nringbench: stopped; what was measured is in " + file + ".");
  }

  @Override
  public void close() {
    write("stopped early");
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      // The process is ending by a signal, and the hook does its work.
    }
  }
}
