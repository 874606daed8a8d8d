// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.experiment.run.Effects.Effect;
import dev.ringbench.experiment.run.Effects.Order;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Pairing;
import dev.ringbench.model.Placement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The questions of the debate, and what one run decides of them. */
final class RunQuestions {
  private final Effects effects;

  /** What a run decides. */
  enum Decision {
    /** The question's answer is yes. */
    YES("YES"),
    /** It is no. */
    NO("NO"),
    /** The figures are there, and do not decide it. */
    UNDECIDED("NOT DECIDED ON THIS RUN");

    private final String words;

    Decision(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /**
   * An answer.
   *
   * @param left whose side the question asks for: it costs more if the answer is YES
   * @param disputed whether median and mean disagree
   */
  record Verdict(Decision decision, Effect left, Effect right, boolean disputed) {}

  RunQuestions(Effects effects) {
    this.effects = effects;
  }

  /**
   * Whether a verdict from user mode costs more than one in the kernel at the same hook, even with
   * the best hand-off; left is the verdict from user mode. Empty: no such pair was measured.
   */
  Optional<Verdict> asking(Operation operation) {
    List<Verdict> all = new ArrayList<>();
    List<Effect> asked = effects.of(operation, Placement.USER_SYNC);
    for (Effect kernel : inKernel(operation)) {
      List<Effect> handoffs =
          asked.stream()
              .filter(user -> effects.sameHook(user, kernel))
              .sorted(Comparator.comparingDouble(Effect::onAverage))
              .toList();
      if (!handoffs.isEmpty()) {
        all.add(asking(kernel, handoffs));
      }
    }
    return all.stream()
        .min(
            Comparator.comparing(Verdict::decision)
                .thenComparingDouble(verdict -> verdict.left().onAverage()));
  }

  private Verdict asking(Effect kernel, List<Effect> handoffs) {
    Effect best = handoffs.get(0);
    if (handoffs.stream().allMatch(user -> effects.order(kernel, user) == Order.LESS)) {
      return new Verdict(Decision.YES, best, kernel, false);
    }
    Order order = effects.order(kernel, best);
    return new Verdict(
        order == Order.MORE ? Decision.NO : Decision.UNDECIDED,
        best,
        kernel,
        order == Order.DISPUTED);
  }

  private List<Effect> inKernel(Operation operation) {
    List<Effect> all = new ArrayList<>(effects.of(operation, Placement.KERNEL_VERIFIED));
    all.addAll(effects.of(operation, Placement.KERNEL_NATIVE));
    return all;
  }

  /**
   * Whether, to only watch, a hook in the kernel costs more than one in the process, where no event
   * wakes anybody; left is the kernel's. Empty: no such pair was measured.
   */
  Optional<Verdict> watching(Operation operation) {
    List<Verdict> all = new ArrayList<>();
    for (Effect kernel : inKernel(operation)) {
      for (Effect inside : effects.of(operation, Placement.IN_PROCESS)) {
        if (kernel.cell().handoff() == Handoff.BUSY_POLL
            && inside.cell().handoff() == Handoff.BUSY_POLL
            && effects.paired(kernel, inside, Pairing.SAME_EVENT)) {
          all.add(watching(kernel, inside));
        }
      }
    }
    return all.stream().min(Comparator.comparing(Verdict::decision));
  }

  private Verdict watching(Effect kernel, Effect inside) {
    Order order = effects.order(inside, kernel);
    return switch (order) {
      case LESS -> new Verdict(Decision.YES, kernel, inside, false);
      case MORE -> new Verdict(Decision.NO, kernel, inside, false);
      default -> new Verdict(Decision.UNDECIDED, kernel, inside, order == Order.DISPUTED);
    };
  }

  /** The hand-offs of one sensor that waits for user mode, cheapest and dearest. */
  record Moved(Effect low, Effect high) {
    double factor() {
      return high.onAverage() / low.onAverage();
    }
  }

  /** What hand-off alone does to a sensor that asks user mode; empty: nothing that is certain. */
  Optional<Moved> handoff(Operation operation) {
    List<Effect> asked =
        effects.of(operation, Placement.USER_SYNC).stream()
            .filter(effect -> effect.median().isSignificant())
            .toList();
    List<Moved> all = new ArrayList<>();
    for (Effect one : asked) {
      for (Effect other : asked) {
        if (one.cell().sensor().equals(other.cell().sensor())
            && effects.order(one, other) == Order.LESS) {
          all.add(new Moved(one, other));
        }
      }
    }
    return all.stream().max(Comparator.comparingDouble(Moved::factor));
  }
}
