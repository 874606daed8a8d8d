// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.files.InputFile;

/** An incident, once in each architecture: {@code ringbench faults --replay}. */
public final class ReplayExperiment implements Experiment {
  /** For ServiceLoader. */
  public ReplayExperiment() {}

  @Override
  public String id() {
    return ReplayReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return ReplayDocument.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new ReplayReading(input.path(), ReplayDocument.FORM.read(input));
  }
}
