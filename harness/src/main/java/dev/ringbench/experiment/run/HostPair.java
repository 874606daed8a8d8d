// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.figure.Numbers;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.stats.Interval;
import java.util.List;
import java.util.Optional;

/**
 * One pair at the same hook that every Linux runs, with root or without: measured on the host and
 * in an emulated guest, it says how far emulation distorts.
 */
public final class HostPair {
  private static final String ASKED = "seccomp-notify";
  private static final String DECIDED = "seccomp-filter";
  private static final Handoff HANDOFF = Handoff.SAME_CPU;
  private static final Operation OPERATION = Operation.OPEN;

  private HostPair() {}

  /** What {@code ringbench run} is to measure for it. */
  public static List<String> arguments() {
    return List.of(
        "--sensors",
        DECIDED + "," + ASKED,
        "--operations",
        OPERATION.toString(),
        "--handoff",
        HANDOFF.toString());
  }

  private static Optional<Interval> ratio(RunFigures comparison) {
    return comparison
        .pair(
            new Cell(ASKED, OPERATION, HANDOFF),
            new Cell(DECIDED, OPERATION, Handoff.NONE),
            BlockValue.COST_P50)
        .map(effect -> effect.ratio());
  }

  /** The pair's ratio in a document of the host; empty when it has none. */
  public static Optional<NativeReference> reference(RunFigures host) {
    return ratio(host)
        .map(
            ratio ->
                new NativeReference(
                    host.document().environment().kernel().release(),
                    OPERATION,
                    ASKED,
                    DECIDED,
                    HANDOFF,
                    ratio.estimate(),
                    Double.isNaN(ratio.low()) ? null : ratio.low(),
                    Double.isNaN(ratio.high()) ? null : ratio.high()));
  }

  /** A sentence with both ratios, for a document that has a reference; empty otherwise. */
  static Optional<String> sentence(RunFigures guest) {
    return guest.document().references().stream()
        .findFirst()
        .flatMap(
            host ->
                ratio(guest)
                    .map(
                        here ->
                            String.format(
                                "How far emulation distorts: %s (%s) takes %s times as long as %s"
                                    + " at an %s on the host (kernel %s), %s times in this guest."
                                    + " Compare rows of this guest with each other, loosely.",
                                host.numerator(),
                                host.handoff(),
                                Numbers.between(host.ratio(), host.ciLow(), host.ciHigh()),
                                host.denominator(),
                                host.operation(),
                                host.kernel(),
                                Numbers.between(
                                    here.estimate(),
                                    Double.isNaN(here.low()) ? null : Double.valueOf(here.low()),
                                    Double.isNaN(here.high())
                                        ? null
                                        : Double.valueOf(here.high())))));
  }
}
