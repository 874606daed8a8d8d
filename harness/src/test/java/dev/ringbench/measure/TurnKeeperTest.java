// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnKeeperTest {
  private final List<String> measured = Collections.synchronizedList(new ArrayList<>());

  /** {@code steps} turns of a side, each of which says when it begins and when it ends. */
  private CompletableFuture<Void> side(TurnKeeper keeper, int side, int steps) {
    return CompletableFuture.runAsync(
        () -> {
          try (Turns turns = Turns.at(keeper.address(side))) {
            for (int step = 0; step < steps; step++) {
              turns.next();
              measured.add("begin " + side);
              Thread.onSpinWait();
              measured.add("end " + side);
            }
          }
        });
  }

  @Test
  void oneMeasuresAtATimeAndWhoIsFirstChanges() throws Exception {
    try (TurnKeeper keeper = new TurnKeeper(1)) {
      CompletableFuture.allOf(side(keeper, 0, 3), side(keeper, 1, 3)).get(10, TimeUnit.SECONDS);
    }
    List<String> expected = new ArrayList<>();
    for (int side : new int[] {1, 0, 0, 1, 1, 0}) {
      expected.add("begin " + side);
      expected.add("end " + side);
    }
    assertThat(measured).isEqualTo(expected);
  }

  @Test
  void aSideWhoseForkDiedGoesOnWithItsNext() throws Exception {
    try (TurnKeeper keeper = new TurnKeeper(0)) {
      CompletableFuture<Void> other = side(keeper, 1, 4);
      // Each of them ends without asking for another turn.
      side(keeper, 0, 1).get(10, TimeUnit.SECONDS);
      side(keeper, 0, 3).get(10, TimeUnit.SECONDS);
      other.get(10, TimeUnit.SECONDS);
    }
    assertThat(measured).hasSize(16);
  }

  @Test
  void whenOneSideHasEndedTheOtherGoesOnAlone() throws Exception {
    try (TurnKeeper keeper = new TurnKeeper(0)) {
      keeper.ended(0);
      side(keeper, 1, 2).get(10, TimeUnit.SECONDS);
    }
    assertThat(measured).hasSize(4);
  }

  @Test
  void whoHasNoTokenGetsNoTurn() throws Exception {
    try (TurnKeeper keeper = new TurnKeeper(0)) {
      keeper.ended(0);
      String stranger = keeper.address(1).replaceFirst("/.*", "/0");
      try (Turns turns = Turns.at(stranger)) {
        assertThatThrownBy(turns::next).isInstanceOf(UncheckedIOException.class);
      }
    }
  }

  @Test
  void aRunThatIsNoSideHasAlwaysTheTurn() {
    try (Turns turns = Turns.at(null)) {
      turns.next();
    }
  }
}
