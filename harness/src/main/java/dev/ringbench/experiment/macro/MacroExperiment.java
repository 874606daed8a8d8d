// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.macro;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.files.InputFile;

/** Whole programs with each sensor: {@code ringbench macro}. */
public final class MacroExperiment implements Experiment {
  /** For ServiceLoader. */
  public MacroExperiment() {}

  @Override
  public String id() {
    return MacroReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return MacroDocument.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new MacroReading(input.path(), MacroDocument.FORM.read(input));
  }
}
