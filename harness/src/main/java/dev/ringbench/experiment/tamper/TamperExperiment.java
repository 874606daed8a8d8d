// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.files.InputFile;

/** What blinds sensors, and whether they tell: {@code ringbench tamper}. */
public final class TamperExperiment implements Experiment {
  /** For ServiceLoader. */
  public TamperExperiment() {}

  @Override
  public String id() {
    return TamperReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return TamperDocument.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new TamperReading(input.path(), TamperDocument.FORM.read(input));
  }
}
