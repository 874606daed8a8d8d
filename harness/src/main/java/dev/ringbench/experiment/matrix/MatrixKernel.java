// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix;

import dev.ringbench.counted.InstructionCount;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A kernel of the matrix with one command line, and what was counted in it.
 *
 * @param name unique in the document: its release, with {@code commandLine} behind it
 * @param release as {@code uname -r} prints it
 * @param series "6.12"
 * @param flavour "rt-amd64"; empty: its release does not say
 * @param architecture as {@code uname -m} prints it; null: that of the machine, in older documents
 * @param packageName of the distribution; null: a file
 * @param packageVersion null: a file
 * @param suite of Debian that has the package; null: what apt of the machine knew, or a file
 * @param commandLine words behind those that every guest has; empty: none
 * @param versionLine /proc/version; null: it was not booted
 * @param preemption as the version line says; null: unknown
 * @param mitigations of the guest, by vulnerability; null: unknown
 * @param lsms in the kernel's order; null: unknown
 * @param config what of its configuration may matter, by name; empty: unknown
 * @param files how it got its files and gave its counts: "9p" or "serial ports"; null: not booted
 * @param driverReason why the driver was not built for it; null: it was
 * @param status how far it came
 * @param reason why it is not complete; null: it is
 * @param seconds that it took; null: it was not begun
 * @param counts one a row and boot
 */
public record MatrixKernel(
    String name,
    String release,
    String series,
    String flavour,
    String architecture,
    String packageName,
    String packageVersion,
    String suite,
    String commandLine,
    String versionLine,
    String preemption,
    Map<String, String> mitigations,
    List<String> lsms,
    Map<String, String> config,
    String files,
    String driverReason,
    Status status,
    String reason,
    Double seconds,
    List<InstructionCount> counts) {

  /** How far a kernel came. */
  public enum Status {
    /** Every row was counted or refused in every boot. */
    COMPLETE,
    /** Some of that. */
    PARTIAL,
    /** None of that. */
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Defensive copies. */
  public MatrixKernel {
    mitigations = ordered(mitigations);
    lsms = lsms == null ? null : List.copyOf(lsms);
    config = ordered(config);
    counts = List.copyOf(counts);
  }

  private static Map<String, String> ordered(Map<String, String> map) {
    return map == null ? null : Collections.unmodifiableMap(new LinkedHashMap<>(map));
  }

  /** "6.12 rt", for a narrow table. */
  public String brief() {
    String plain = flavour.replaceFirst("-?amd64$", "");
    return series
        + (plain.isEmpty() ? "" : " " + plain)
        + (commandLine.isEmpty() ? "" : " " + commandLine);
  }

  /** Whether figures of the two may be compared. */
  boolean isComparable(MatrixKernel other) {
    return Objects.equals(architecture, other.architecture);
  }

  /** Whether it has any count. */
  boolean isMeasured() {
    return counts.stream().anyMatch(count -> !count.medians().isEmpty());
  }
}
