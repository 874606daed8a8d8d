// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.files.InputFile;

/** What sensors see: {@code ringbench visibility}. */
public final class VisibilityExperiment implements Experiment {
  /** For ServiceLoader. */
  public VisibilityExperiment() {}

  @Override
  public String id() {
    return VisibilityReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return VisibilityDocument.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new VisibilityReading(input.path(), VisibilityDocument.FORM.read(input));
  }
}
