// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.files.InputFile;

/** Published claims, rerun: {@code ringbench claims run}. */
public final class ClaimsExperiment implements Experiment {
  /** For ServiceLoader. */
  public ClaimsExperiment() {}

  @Override
  public String id() {
    return ClaimsReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return ClaimsDocument.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new ClaimsReading(input.path(), ClaimsDocument.FORM.read(input));
  }
}
