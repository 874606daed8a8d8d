// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.document.ShardMerge;
import dev.ringbench.files.InputFile;
import java.util.Optional;

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
  public Optional<ShardMerge> merging(ShardMerge.Choices choices) {
    return Optional.of(new MatrixMerge(choices));
  }

  @Override
  public Reading read(InputFile input) {
    return new MatrixReading(input.path(), MatrixDocument.FORM.read(input));
  }
}
