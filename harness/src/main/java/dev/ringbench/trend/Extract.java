// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.trend;

import dev.ringbench.compare.ComparableFigure;
import dev.ringbench.compare.ComparableFigures;
import dev.ringbench.document.StoredDocument;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the index has of a document. */
record Extract(StoredDocument document, StoredRun run, Collection<ComparableFigure> figures) {
  /**
   * Reads a document and its figures.
   *
   * @param name of the file that was added
   * @throws RingbenchException bad input: it is damaged, has no figures or no time
   */
  static Extract of(Path file, String name, String sha256, StoredRun.Given given) {
    StoredDocument document;
    Map<ComparableFigure.Key, ComparableFigure> figures = new LinkedHashMap<>();
    try {
      document = StoredDocument.read(file);
      for (ComparableFigure figure : ComparableFigures.of(document)) {
        if (figure.hasValue() && Double.isFinite(figure.value())) {
          figures.putIfAbsent(figure.key(), figure);
        }
      }
    } catch (RingbenchException e) {
      throw e;
    } catch (RuntimeException e) {
      throw RingbenchException.badInput(file + " is damaged: " + e + ". Use another copy.", e);
    }
    if (figures.isEmpty()) {
      throw RingbenchException.badInput(
          file + " has no figure that another document could have too: it is not stored.");
    }
    return new Extract(document, StoredRun.of(document, name, sha256, given), figures.values());
  }
}
