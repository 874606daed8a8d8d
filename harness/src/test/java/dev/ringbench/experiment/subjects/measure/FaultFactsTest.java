// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.subject.running.ActResult;
import dev.ringbench.subject.running.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;

/** Figures of operations around a fault, from stamps and events. */
final class FaultFactsTest {
  private static final long MS = 1_000_000;
  private static final FaultFacts.Times TIMES =
      new FaultFacts.Times(1000 * MS, 3000 * MS, 1500 * MS);

  private final List<ActResult.Stamp> stamps = new ArrayList<>();
  private final Map<Integer, EventLog.Seen> seen = new HashMap<>();

  /** An operation each 10 ms for 5 s; named where {@code named} says so, 1 ms later. */
  private void operations(IntPredicate named) {
    for (int i = 0; i < 500; i++) {
      long start = 10 * MS * i;
      stamps.add(new ActResult.Stamp(i, 0, start, start, start + 5000));
      if (named.test(i)) {
        seen.put(i, new EventLog.Seen(start + MS, 0));
      }
    }
  }

  private FaultFacts facts() {
    return FaultFacts.of(stamps, seen, TIMES);
  }

  @Test
  void whoSeesEverythingLosesNothing() {
    operations(i -> true);
    FaultFacts facts = facts();
    assertThat(facts.effects()).isEmpty();
    assertThat(facts.issuedBefore()).isEqualTo(100);
    assertThat(facts.issued()).isEqualTo(200);
    assertThat(facts.issuedAfter()).isEqualTo(200);
    assertThat(facts.unseenMs()).isEqualTo(10);
  }

  @Test
  void theLongestTimeWithoutANamedOperationIsKnown() {
    operations(i -> i < 120 || i >= 160);
    FaultFacts facts = facts();
    assertThat(facts.effects()).containsExactly(SecurityEffect.LOST);
    assertThat(facts.unseenMs()).isEqualTo(410);
    // It was started again at 1,500 ms; the first event after that came at 1,601 ms.
    assertThat(facts.recoveredMs()).isEqualTo(101);
  }

  @Test
  void whoNeverComesBackHasNoRecovery() {
    operations(i -> i < 100);
    assertThat(facts().recoveredMs()).isNull();
    assertThat(facts().unseenMs()).isEqualTo(3990);
  }

  @Test
  void aCallThatHangsIsAStallAndARefusalCloses() {
    operations(i -> true);
    stamps.set(150, new ActResult.Stamp(150, 1, 1500 * MS, 1500 * MS, 3100 * MS));
    assertThat(facts().effects())
        .containsExactlyInAnyOrder(SecurityEffect.CLOSED, SecurityEffect.STALLED);
    assertThat(facts().longestNs()).isEqualTo(1600 * MS);
  }

  @Test
  void whoNamesOnlyAPartAtAllTimesIsHeldToThat() {
    operations(i -> i % 2 == 0);
    assertThat(facts().effects()).isEmpty();
  }
}
