// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.SafeDocument;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/**
 * A document that is on disk while it grows, and when the process is told to end: whatever was
 * measured is kept, elsewhere where its disk is full.
 */
final class GrowingDocument implements AutoCloseable {
  /** Why a document is partial that grows on. */
  static final String GOING_ON = "the run was still going on";

  private final SafeDocument file;
  private final Function<String, AtomicFile.Content> document;
  private final Runnable onStop;
  private final Thread onSignal = new Thread(this::saveOnSignal, "save the partial document");
  private boolean finished;
  private volatile boolean stopping;

  /**
   * Opens {@code file} where it is no file but a stream.
   *
   * @param document its content, from why it is partial; null: it is all
   * @param onStop done after it was saved because of a signal
   */
  GrowingDocument(OutputFile file, Function<String, AtomicFile.Content> document, Runnable onStop) {
    this.file = safe(file);
    this.document = document;
    this.onStop = onStop;
    Runtime.getRuntime().addShutdownHook(onSignal);
  }

  /** Where it is told to people that a document is elsewhere. */
  static SafeDocument safe(OutputFile file) {
    return new SafeDocument(file, complaint -> System.err.println("ringbench: " + complaint));
  }

  /** Saves what there is so far. */
  synchronized void save() {
    // What comes in while the process ends may be of what ended with it.
    if (!finished) {
      file.saveSoFar(document.apply(GOING_ON));
    }
  }

  /** Saves it for the last time; {@code whyPartial}: null: it is all. */
  synchronized void finish(String whyPartial) {
    if (!finished) {
      finished = true;
      file.save(document.apply(whyPartial));
    }
  }

  /** When the process is ending nothing new may start or be saved, and nobody waits for this. */
  void stayWhenEnding() {
    while (stopping) {
      LockSupport.park();
    }
  }

  private void saveOnSignal() {
    stopping = true;
    finish("stopped by a signal");
    onStop.run();
    System.err.println("\nringbench: stopped; what was measured is in " + writtenTo() + ".");
  }

  /** Where it is. */
  Path writtenTo() {
    return file.writtenTo();
  }

  /** 0, or 3 when it could not be written where it should be. */
  int exitCode() {
    return file.exitCode();
  }

  @Override
  public void close() {
    finish("stopped early");
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      // The process is ending by a signal, and the hook does its work.
    }
  }
}
