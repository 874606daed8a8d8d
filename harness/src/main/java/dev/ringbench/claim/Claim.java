// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import java.util.List;

/**
 * A published quantitative claim, as a file describes it.
 *
 * @param id "C04"; one file has it
 * @param title what it is about, one line
 * @param source where it was published
 * @param says what exactly is claimed, with figure and unit
 * @param conditions under which it was measured there
 * @param confirmedIf what would confirm it, a sentence; the rule says the same in figures
 * @param refutedIf what would refute it, a sentence
 * @param needs what this machine and this Ringbench must have for the plan
 * @param steps the plan
 * @param figures what the rule speaks of, in an order in which each rests on earlier ones
 * @param rule when it is confirmed or refuted
 * @param notes what a reader has to know of the test here; null: nothing
 * @param sha256 of the file
 */
public record Claim(
    String id,
    String title,
    Source source,
    String says,
    String conditions,
    String confirmedIf,
    String refutedIf,
    Needs needs,
    List<Step> steps,
    List<ClaimFigure> figures,
    Rule rule,
    String notes,
    String sha256) {
  /** Defensive copies. */
  public Claim {
    steps = List.copyOf(steps);
    figures = List.copyOf(figures);
  }

  /**
   * Where a claim was published.
   *
   * @param title of the page, the list or the paper
   * @param date "2023-08", or as much of it as is known
   * @param address null: none that stays
   */
  public record Source(String title, String date, String address) {}

  /**
   * What the plan needs. Each is looked for when the claim is run, because machines and versions
   * differ.
   *
   * @param programs of this machine, by name
   * @param packages Debian's packages that have them
   * @param cpus the fewest
   * @param kernels versions that a guest has to boot, "6.12": the first such kernel in /boot
   * @param sensors ids of sensors of ours
   * @param subjects names of descriptions that ship
   * @param workloads whole programs of {@code macro} and {@code --programs}
   * @param faults ids of the fault catalogue
   * @param metrics that documents must have
   */
  public record Needs(
      List<String> programs,
      List<String> packages,
      int cpus,
      List<String> kernels,
      List<String> sensors,
      List<String> subjects,
      List<String> workloads,
      List<String> faults,
      List<String> metrics) {
    /** Defensive copies. */
    public Needs {
      programs = List.copyOf(programs);
      packages = List.copyOf(packages);
      kernels = List.copyOf(kernels);
      sensors = List.copyOf(sensors);
      subjects = List.copyOf(subjects);
      workloads = List.copyOf(workloads);
      faults = List.copyOf(faults);
      metrics = List.copyOf(metrics);
    }
  }

  /**
   * A command that measures.
   *
   * @param name by which figures refer to it
   * @param command words of the command and its options, without the document that it writes
   */
  public record Step(String name, List<String> command) {
    /** Defensive copy. */
    public Step {
      command = List.copyOf(command);
    }

    /** "ringbench guest run --deterministic", for people. */
    public String text() {
      return "ringbench " + String.join(" ", command);
    }
  }
}
