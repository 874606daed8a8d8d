// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.files.InputFile;

/** Sensors that are not ours: {@code ringbench run --subject}. */
public final class SubjectsExperiment implements Experiment {
  /** For ServiceLoader. */
  public SubjectsExperiment() {}

  @Override
  public String id() {
    return SubjectsReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return SubjectsDocument.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new SubjectsReading(input.path(), SubjectsDocument.FORM.read(input));
  }
}
