// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** What the index has of a document. */
record Extract(Reading document, StoredRun run, Collection<Figure> figures) {
  /**
   * Reads a document and its figures.
   *
   * @param name of the file that was added
   * @throws RingbenchException bad input: it is damaged, has no figures or no time
   */
  static Extract of(Path file, String name, String sha256, StoredRun.Given given) {
    return guarded(file, () -> read(file, name, sha256, given));
  }

  /**
   * The file of a document: of a campaign's directory, the one in it.
   *
   * @throws RingbenchException bad input: the directory has none, or a damaged one
   */
  static Path file(Path path) {
    return Files.isDirectory(path)
        ? guarded(path, () -> Experiments.read(path).head().file())
        : path;
  }

  /** What a damaged document does to a reader is bad input, so that the next one is read. */
  private static <T> T guarded(Path file, Supplier<T> reading) {
    try {
      return reading.get();
    } catch (RingbenchException e) {
      throw e;
    } catch (RuntimeException | StackOverflowError e) {
      throw RingbenchException.badInput(file + " is damaged: " + e + ". Use another copy.", e);
    } catch (OutOfMemoryError e) {
      throw RingbenchException.badInput(
          file + " needs more memory than this process may have. Use a smaller document.", e);
    }
  }

  private static Extract read(Path file, String name, String sha256, StoredRun.Given given) {
    Reading document = Experiments.read(file);
    Map<Figure.Key, Figure> figures = new LinkedHashMap<>();
    for (Figure figure : document.figures()) {
      if (figure.hasValue() && Double.isFinite(figure.value())) {
        figures.putIfAbsent(figure.key(), figure);
      }
    }
    if (figures.isEmpty()) {
      throw RingbenchException.badInput(
          file + " has no figure that another document could have too: it is not stored.");
    }
    StoredRun run = StoredRun.of(document, name, sha256, given);
    Stream.concat(
            Stream.of(run.machine(), run.version(), run.commit(), run.kernel(), run.name()),
            figures.keySet().stream().map(Figure.Key::row))
        .filter(text -> text != null && !isText(text))
        .findFirst()
        .ifPresent(
            text -> {
              throw RingbenchException.badInput(
                  file
                      + " has a name with a NUL or half a character, which no database keeps. Use"
                      + " another copy.");
            });
    return new Extract(document, run, figures.values());
  }

  /** Whether it has no NUL, which PostgreSQL refuses, and no unpaired surrogate. */
  private static boolean isText(String text) {
    return text.codePoints().noneMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
  }
}
