// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

/** A claim to begin with. */
public final class ClaimDraft {
  /** Every key with an example; it can be run as it is. */
  public static final String YAML =
      """
      claim: C99
      title: What the claim is about, in one line
      source:
        title: The page, the list or the paper
        date: 2024-07-19
        address: https://example.org/page
      says: What exactly is claimed, with figure and unit. A hook in the kernel costs at most 1 % of an open.
      conditions: Machine, kernel, load and repetitions, as published.
      confirmed-if: An empty BPF program at file_open adds at most 1 % to an open.
      refuted-if: It adds more than 1 %.
      # What the plan needs, looked for when it is run. Also: packages, sensors, subjects, workloads, faults, metrics.
      needs:
        programs: [qemu-system-x86_64]
        cpus: 1
      # The plan: commands of ringbench that measure, as lists of words.
      steps:
        counts: [guest, run, --deterministic, --operations, open, --sensors, bpf-lsm, --handoff, same-cpu]
      # Read from the documents of the steps, or computed of figures above: ratio, percent, difference, sum, missing-share, times.
      figures:
        hook: {step: counts, sensor: bpf-null-lsm, operation: open, metric: added_instructions_p50}
        open: {step: counts, sensor: none, operation: open, metric: instructions_p50}
        hook-percent: {percent: [hook, open]}
      # All of `confirm` must hold of whole intervals. Without `refute`, what excludes one of them refutes.
      rule:
        confirm:
          - {figure: hook-percent, at-least: 0, at-most: 1}
      """;

  private ClaimDraft() {}
}
