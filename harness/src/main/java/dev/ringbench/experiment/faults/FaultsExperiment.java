// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import dev.ringbench.document.Answer;
import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Reading;
import dev.ringbench.document.ShardMerge;
import dev.ringbench.document.VerdictCell;
import dev.ringbench.files.InputFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What defects take down: {@code ringbench faults}, which fills a directory. */
public final class FaultsExperiment implements Experiment {
  /** For ServiceLoader. */
  public FaultsExperiment() {}

  @Override
  public String id() {
    return FaultsReading.KIND;
  }

  @Override
  public DocumentForm<?> form() {
    return CampaignDocument.FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new FaultsReading(input.path(), CampaignDocument.read(input));
  }

  @Override
  public Optional<Path> documentIn(Path directory) {
    return Optional.of(directory.resolve(CampaignDocument.DOCUMENT));
  }

  @Override
  public Optional<ShardMerge> merging(ShardMerge.Choices choices) {
    return Optional.of(new CampaignMerge(choices));
  }

  @Override
  public Map<VerdictCell.Column, String> measures() {
    return Map.of(VerdictCell.Column.DEFECT, "./ringbench faults");
  }

  @Override
  public Optional<Answer.Missing> missing() {
    return Optional.of(
        new Answer.Missing(
            Answer.Question.DEFECT,
            "Nothing here says what a defect takes down: ./ringbench faults tries it."));
  }
}
