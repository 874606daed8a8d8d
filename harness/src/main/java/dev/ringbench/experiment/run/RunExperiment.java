// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.Answer;
import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.document.VerdictCell;
import dev.ringbench.files.InputFile;
import java.util.Map;
import java.util.Optional;

/** Latency of single operations, or their instructions: {@code ringbench run}. */
public final class RunExperiment implements Experiment {
  /** For ServiceLoader. */
  public RunExperiment() {}

  @Override
  public String id() {
    return RunReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return RunForm.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new RunReading(input.path(), RunForm.FORM.read(input));
  }

  @Override
  public Map<VerdictCell.Column, String> measures() {
    String command = "./ringbench run";
    return Map.of(
        VerdictCell.Column.OPEN,
        command,
        VerdictCell.Column.EXEC,
        command,
        VerdictCell.Column.CPU,
        command,
        VerdictCell.Column.SCOPE,
        command);
  }

  @Override
  public Optional<Answer.Missing> missing() {
    return Optional.of(
        new Answer.Missing(
            Answer.Question.COST,
            "Nothing here says what sensors cost: ./ringbench run measures it."));
  }
}
