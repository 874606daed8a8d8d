// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TurnKeeperTest {
  private final List<String> measured = Collections.synchronizedList(new ArrayList<>());

  /** Turns of a side, each of which says when it begins and when it ends. */
  private CompletableFuture<Void> side(TurnKeeper keeper, int side, int... steps) {
    return CompletableFuture.runAsync(
        () -> {
          try (Turns turns = Turns.at(keeper.address(side))) {
            for (int step : steps) {
              turns.next(step);
              measured.add(side + " begins " + step);
              Thread.onSpinWait();
              measured.add(side + " ends " + step);
            }
          }
        });
  }

  private static List<String> inTurn(String... turns) {
    return Stream.of(turns)
        .map(turn -> turn.split(":"))
        .flatMap(turn -> Stream.of(turn[0] + " begins " + turn[1], turn[0] + " ends " + turn[1]))
        .toList();
  }

  @Test
  void oneMeasuresAtATimeAndWhoIsFirstChanges() throws Exception {
    try (TurnKeeper keeper = new TurnKeeper(1)) {
      CompletableFuture.allOf(side(keeper, 0, 0, 1, 2), side(keeper, 1, 0, 1, 2))
          .get(10, TimeUnit.SECONDS);
    }
    assertThat(measured).isEqualTo(inTurn("1:0", "0:0", "0:1", "1:1", "1:2", "0:2"));
  }

  @Test
  void whoIsBehindAfterTheOthersForkDiedGoesOnAloneUntilBothAreAsFar() throws Exception {
    try (TurnKeeper keeper = new TurnKeeper(0)) {
      CompletableFuture<Void> other = side(keeper, 1, 1, 2, 3, 11, 12);
      // Dies after its first block; its next fork begins at 11.
      side(keeper, 0, 1).get(10, TimeUnit.SECONDS);
      side(keeper, 0, 11, 12).get(10, TimeUnit.SECONDS);
      other.get(10, TimeUnit.SECONDS);
    }
    assertThat(measured)
        .isEqualTo(inTurn("0:1", "1:1", "1:2", "1:3", "1:11", "0:11", "0:12", "1:12"));
  }

  @Test
  void whenOneSideHasEndedTheOtherGoesOnAlone() throws Exception {
    try (TurnKeeper keeper = new TurnKeeper(0)) {
      keeper.ended(0);
      side(keeper, 1, 0, 1).get(10, TimeUnit.SECONDS);
    }
    assertThat(measured).hasSize(4);
  }

  @Test
  void whoHasNoTokenGetsNoTurn() throws Exception {
    try (TurnKeeper keeper = new TurnKeeper(0)) {
      keeper.ended(0);
      String stranger = keeper.address(1).replaceFirst("/.*", "/" + "0".repeat(32));
      try (Turns turns = Turns.at(stranger)) {
        assertThatThrownBy(() -> turns.next(0)).isInstanceOf(UncheckedIOException.class);
      }
    }
  }

  @Test
  void aRunThatIsNoSideHasAlwaysTheTurn() {
    try (Turns turns = Turns.at(null)) {
      turns.next(0);
    }
  }
}
