// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects;

import static dev.ringbench.experiment.subjects.SampleSubjects.MINE;
import static dev.ringbench.experiment.subjects.SampleSubjects.OURS;
import static dev.ringbench.experiment.subjects.SampleSubjects.WRAPPER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.ringbench.experiment.subjects.AddedCosts.Added;
import dev.ringbench.experiment.subjects.AddedCosts.Of;
import dev.ringbench.model.Operation;
import dev.ringbench.stats.Interval;
import dev.ringbench.stats.Mark;
import org.junit.jupiter.api.Test;

/** What rows add to operations, of documents that are made up. */
class AddedCostsTest {
  private static final int ROUNDS = 8;

  private static SampleSubjects sample() {
    return new SampleSubjects(5, ROUNDS);
  }

  private static Added added(SampleSubjects sample, String row, Of of) {
    return new AddedCosts(sample.document(null)).added(row, Operation.OPEN, of).orElseThrow();
  }

  @Test
  void whatARowAddsIsFoundThoughRoundsDrift() {
    SampleSubjects sample = sample().measured();
    for (Of of : Of.values()) {
      Added mine = added(sample, MINE, of);
      assertThat(mine.ns().estimate()).isCloseTo(900, within(40.0));
      assertThat(mine.ns().low()).isLessThan(mine.ns().estimate());
      assertThat(mine.ns().high()).isGreaterThan(mine.ns().estimate());
      assertThat(mine.mark()).isEqualTo(Mark.SIGNIFICANT);
      assertThat(mine.ratio().estimate()).isCloseTo(2900.0 / 2000, within(0.05));
      assertThat(mine.rounds()).hasSize(ROUNDS);
    }
  }

  @Test
  void eachBlockIsPairedWithTheOneOfItsRoundAndRow() {
    SampleSubjects sample = sample().noisy(0).measured();
    assertThat(added(sample, MINE, Of.MEAN).rounds())
        .allSatisfy(round -> assertThat(round.value()).isCloseTo(900, within(20.0)))
        .extracting(round -> round.fork())
        .doesNotHaveDuplicates();
  }

  @Test
  void aRoundWithoutItsPairIsLeftOut() {
    SampleSubjects sample = sample().measured();
    sample.blocks.removeIf(
        block -> block.beside().equals(MINE) && block.without() && block.round() < 3);
    assertThat(added(sample, MINE, Of.MEAN).rounds()).hasSize(ROUNDS - 3);
    sample.failing(MINE, "it died");
    assertThat(added(sample, MINE, Of.MEAN).rounds()).hasSize(ROUNDS - 4);
    sample.blocks.removeIf(block -> block.beside().equals(MINE) && block.without());
    assertThat(new AddedCosts(sample.document(null)).added(MINE, Operation.OPEN, Of.MEAN))
        .isEmpty();
    assertThat(new AddedCosts(sample.document(null)).added("nobody", Operation.OPEN, Of.MEAN))
        .isEmpty();
  }

  @Test
  void oneRoundGivesAnEstimateAndIsNeverSignificant() {
    SampleSubjects sample = new SampleSubjects(5, 1).measured();
    Added mine = added(sample, MINE, Of.MEAN);
    assertThat(mine.ns().estimate()).isCloseTo(900, within(50.0));
    assertThat(mine.mark()).isNotEqualTo(Mark.SIGNIFICANT);
  }

  @Test
  void lessThanThePlaceboShowsIsNotSignificant() {
    SampleSubjects sample = sample().adding(SubjectsDocument.PLACEBO, 300).adding(MINE, 200);
    assertThat(added(sample.measured(), MINE, Of.MEAN).mark()).isEqualTo(Mark.UNDECIDED);
    assertThat(added(sample().adding(MINE, 200).measured(), MINE, Of.MEAN).mark())
        .isEqualTo(Mark.SIGNIFICANT);
  }

  @Test
  void littleOfAnOperationIsEquivalentAndMuchNoiseUndecided() {
    assertThat(added(sample().adding(MINE, 0).measured(), MINE, Of.MEAN).mark())
        .isEqualTo(Mark.EQUIVALENT);
    assertThat(added(sample().noisy(900).adding(MINE, 0).measured(), MINE, Of.MEAN).mark())
        .isEqualTo(Mark.UNDECIDED);
  }

  @Test
  void withoutAPlaceboTheNoiseIsUnknownAndNothingFails() {
    SampleSubjects sample = sample().measured();
    sample.blocks.removeIf(block -> block.beside().equals(SubjectsDocument.PLACEBO));
    AddedCosts costs = new AddedCosts(sample.document(null));
    assertThat(costs.noise(Operation.OPEN, Of.MEAN)).isNull();
    assertThat(costs.added(MINE, Operation.OPEN, Of.MEAN)).isPresent();
    assertThat(costs.added(SubjectsDocument.PLACEBO, Operation.OPEN, Of.MEAN)).isEmpty();
  }

  @Test
  void aRatioNeedsTwoEffectsThatAreSignificant() {
    SampleSubjects sample = sample().noisy(5).measured();
    Interval times =
        new AddedCosts(sample.document(null)).timesAsMuch(MINE, OURS, Operation.OPEN).orElseThrow();
    assertThat(times.estimate()).isCloseTo(1.5, within(0.1));
    assertThat(times.low()).isLessThan(times.estimate());
    assertThat(times.contains(1.5)).isTrue();
    for (String none : new String[] {MINE, OURS}) {
      AddedCosts without =
          new AddedCosts(sample().noisy(5).adding(none, 0).measured().document(null));
      assertThat(without.timesAsMuch(MINE, OURS, Operation.OPEN)).as(none).isEmpty();
    }
    AddedCosts negative =
        new AddedCosts(sample().noisy(5).adding(OURS, -600).measured().document(null));
    assertThat(negative.timesAsMuch(MINE, OURS, Operation.OPEN)).isEmpty();
    assertThat(negative.timesAsMuch(MINE, "nobody", Operation.OPEN)).isEmpty();
    assertThat(negative.timesAsMuch(MINE, OURS, Operation.EXEC)).isEmpty();
  }

  @Test
  void processorTimeIsByOperationWhereItIsKnown() {
    AddedCosts costs = new AddedCosts(sample().measured().document(null));
    assertThat(costs.cpuNs(MINE, Operation.OPEN).orElseThrow().estimate())
        .isCloseTo(1512, within(15.0));
    assertThat(costs.cpuNs(WRAPPER, Operation.OPEN)).isEmpty();
    assertThat(costs.cpuNs(MINE, Operation.EXEC)).isEmpty();
  }

  @Test
  void lossIsWhatIsMissingAndSilentWhatNobodySaid() {
    SubjectAccount said = SampleSubjects.account(MINE, Operation.OPEN, 390, 19_000, 1010L, null);
    assertThat(said.paced().missing()).isEqualTo(10);
    assertThat(said.flood().missing()).isEqualTo(1000);
    assertThat(said.silent()).isZero();
    assertThat(said.flood().perSecond()).isEqualTo(100_000);
    assertThat(SampleSubjects.account(MINE, Operation.OPEN, 390, 19_000, 5000L, null).silent())
        .as("records that it lost are more than events")
        .isZero();
    assertThat(SampleSubjects.account(MINE, Operation.OPEN, 390, 19_000, 1000L, null).silent())
        .isEqualTo(10);
    assertThat(SampleSubjects.account(MINE, Operation.OPEN, 390, 19_000, null, null).silent())
        .isEqualTo(1010);
    assertThat(new SubjectAccount.Phase(0, 0, 0).perSecond()).isZero();
  }
}
