// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import dev.ringbench.section.Section;
import java.util.List;

/** docs/method.md in short, for readers who have the page alone. */
final class Method {
  static final List<Section> SECTIONS =
      List.of(
          Section.of(
              "How it was measured",
              List.of(
                  "Rows with and without a sensor are measured in shuffled rounds of the same processes. An effect is paired inside its round, so that a drift of the machine is in both.",
                  "The estimate is a median over benchmark JVMs (forks) of medians over rounds; the 95 %"
                      + " interval is a bootstrap over forks.",
                  "Every run has a placebo: no sensor against no sensor. Its largest likely effect is the noise floor. An effect inside it is marked ~ or hollow, and never ranked.",
                  "No canary, no number: each sensor must report a known operation before and after it is"
                      + " measured. Issued events are delivered, reported lost, or silently lost; what"
                      + " cannot be known is UNKNOWN, not 0.",
                  "Cost comes from a closed loop. Delay and capacity come from an open loop, where latency counts from the scheduled start of the operation.",
                  "Every sensor decides by the same source with the same rules, compiled for its place.",
                  "Faults of kernel code are injected in guests only, from one snapshot. The workload, the console and the emulator say what a fault took down, never the sensor. Predictions were written before.",
                  "A share of runs has Clopper and Pearson's bounds: never seen in ten runs means below"
                      + " 31 %.")),
          Section.of(
              "What this cannot say",
              List.of(
                  "Figures are of the machine that is named beside them. Ratios travel better than"
                      + " nanoseconds, and neither travels to another kernel version.",
                  "EMULATED marks times of no real machine. Counted instructions leave out caches, TLB, waiting, and interrupts between CPUs; their ranges are the least and the most of the guest's boots, and no confidence intervals.",
                  "Sensors here do little with an event. A product's enrichment and storage come on top,"
                      + " in each place.",
                  "Sensors see different things: only those at the same hook, or of the same event, are"
                      + " ranked against each other.",
                  "A sensor that lets a system call continue after looking is no security boundary.",
                  "Two runs of one build differ by more than the intervals of one run; `ringbench pair` measures two builds in turn.")));

  private Method() {}
}
