// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.capacity;

import dev.ringbench.document.Answer;
import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.document.VerdictCell;
import dev.ringbench.files.InputFile;
import java.util.Map;
import java.util.Optional;

/** Rates that sensors take before they lose events: {@code ringbench capacity}. */
public final class CapacityExperiment implements Experiment {
  /** For ServiceLoader. */
  public CapacityExperiment() {}

  @Override
  public String id() {
    return CapacityReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return CapacityDocument.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new CapacityReading(input.path(), CapacityDocument.FORM.read(input));
  }

  @Override
  public Map<VerdictCell.Column, String> measures() {
    return Map.of(VerdictCell.Column.LOST, "./ringbench capacity");
  }

  @Override
  public Optional<Answer.Missing> missing() {
    return Optional.of(
        new Answer.Missing(
            Answer.Question.LOAD,
            "Nothing here says what sensors lose under load: ./ringbench capacity measures it."));
  }
}
