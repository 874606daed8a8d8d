// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.files.InputFile;

/** Sensors over kernels: {@code ringbench guest matrix}. */
public final class MatrixExperiment implements Experiment {
  /** For ServiceLoader. */
  public MatrixExperiment() {}

  @Override
  public String id() {
    return MatrixReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return MatrixDocument.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new MatrixReading(input.path(), MatrixDocument.FORM.read(input));
  }
}
