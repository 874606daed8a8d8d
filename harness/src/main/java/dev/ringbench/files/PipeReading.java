// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads a pipe to its end, once. Opening one that nobody writes blocks for ever, and so does
 * reading one whose writer sleeps: both are done in a thread of its own, which is waited for as
 * long as bytes come.
 */
final class PipeReading {
  private static final int BUFFER = 1 << 16;

  private PipeReading() {}

  /**
   * All that comes, in pieces.
   *
   * @throws RingbenchException bad input: nothing comes, or more than {@code mostBytes}
   * @throws IOException it cannot be opened or read
   */
  static List<byte[]> all(Path path, long mostBytes) throws IOException {
    return all(path, mostBytes, InputLimits.PIPE_PATIENCE_SECONDS);
  }

  static List<byte[]> all(Path path, long mostBytes, long patienceSeconds) throws IOException {
    AtomicLong come = new AtomicLong();
    CompletableFuture<List<byte[]>> result = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try (InputStream in = Files.newInputStream(path)) {
                result.complete(read(in, path, mostBytes, come));
              } catch (IOException | RuntimeException | OutOfMemoryError e) {
                result.completeExceptionally(e);
              }
            },
            "read " + path);
    thread.setDaemon(true);
    thread.start();
    while (true) {
      long before = come.get();
      try {
        return result.get(patienceSeconds, TimeUnit.SECONDS);
      } catch (TimeoutException e) {
        if (come.get() == before) {
          throw RingbenchException.badInput(
              "Nothing came through the pipe %s for %d s. Does anybody write into it?"
                  .formatted(path, patienceSeconds),
              e);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw RingbenchException.badInput("Reading " + path + " was interrupted.", e);
      } catch (ExecutionException e) {
        throw rethrown(e.getCause());
      }
    }
  }

  private static List<byte[]> read(InputStream in, Path path, long mostBytes, AtomicLong come)
      throws IOException {
    List<byte[]> all = new ArrayList<>();
    byte[] buffer = new byte[BUFFER];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      if (come.addAndGet(n) > mostBytes) {
        throw InputFile.tooLarge(path, mostBytes);
      }
      all.add(Arrays.copyOf(buffer, n));
    }
    return all;
  }

  private static IOException rethrown(Throwable cause) throws IOException {
    if (cause instanceof IOException e) {
      throw e;
    }
    if (cause instanceof RuntimeException e) {
      throw e;
    }
    throw (Error) cause;
  }
}
