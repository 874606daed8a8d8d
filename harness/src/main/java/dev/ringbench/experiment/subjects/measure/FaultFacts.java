// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.subjects.measure;

import dev.ringbench.fault.SecurityEffect;
import dev.ringbench.subject.running.ActResult;
import dev.ringbench.subject.running.EventLog;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Figures of the operations around a fault.
 *
 * @param issued from the fault to its undoing
 * @param refused that failed with EPERM or EACCES
 * @param failed in another way
 * @param unseenMs the longest time from the fault on in which no operation that began is in the log
 * @param recoveredMs from the end of the fault to the first event after it; null: none came
 */
record FaultFacts(
    long issuedBefore,
    long countedBefore,
    long issued,
    long counted,
    long issuedAfter,
    long countedAfter,
    long refused,
    long failed,
    long longestNs,
    long longestBeforeNs,
    double unseenMs,
    Double recoveredMs) {
  /** A gap of the fault matrix: at least 1 s, and 10 times the longest before. */
  private static final long GAP_NS = 1_000_000_000;

  private static final int TIMES_THE_LONGEST = 10;
  private static final double A_TENTH = 0.1;
  private static final int EPERM = 1;
  private static final int EACCES = 13;

  /**
   * When it happened, by System.nanoTime.
   *
   * @param undoneNs its end by our hand
   * @param overNs its end, by our hand or because the process was started again before
   */
  record Times(long injectedNs, long undoneNs, long overNs) {}

  static FaultFacts of(
      List<ActResult.Stamp> stamps, Map<Integer, EventLog.Seen> seen, Times times) {
    Sums sums = new Sums(times);
    stamps.forEach(stamp -> sums.add(stamp, seen.get(stamp.index())));
    return sums.facts();
  }

  /** What the fault did to protection and callers, but for what only a look at a file shows. */
  Set<SecurityEffect> effects() {
    Set<SecurityEffect> effects = EnumSet.noneOf(SecurityEffect.class);
    if (refused + failed > 0) {
      effects.add(SecurityEffect.CLOSED);
    }
    if (longestNs >= Math.max(GAP_NS, TIMES_THE_LONGEST * longestBeforeNs)) {
      effects.add(SecurityEffect.STALLED);
    }
    if (losesMoreThanBefore()) {
      effects.add(SecurityEffect.LOST);
    }
    return effects;
  }

  /** Some subjects name only a part of what they see at all times. */
  private boolean losesMoreThanBefore() {
    double usual = issuedBefore == 0 ? 0 : (issuedBefore - countedBefore) / (double) issuedBefore;
    long all = issued + issuedAfter;
    long missing = all - counted - countedAfter - refused - failed;
    return missing > all * (usual == 0 ? 0 : usual + A_TENTH);
  }

  /** One operation after the other. */
  private static final class Sums {
    private final Times times;
    private long issuedBefore;
    private long countedBefore;
    private long issued;
    private long counted;
    private long issuedAfter;
    private long countedAfter;
    private long refused;
    private long failed;
    private long longest;
    private long longestBefore;
    private long lastNamedNs;
    private long unseenNs;
    private Double recovered;

    Sums(Times times) {
      this.times = times;
      this.lastNamedNs = times.injectedNs();
    }

    /**
     * Adds an operation; they come in the order in which they began.
     *
     * @param event null: the log does not name it
     */
    void add(ActResult.Stamp stamp, EventLog.Seen event) {
      boolean inside = stamp.endNs() == 0;
      long took = Math.max(0, (inside ? System.nanoTime() : stamp.endNs()) - stamp.startNs());
      if (!inside && stamp.endNs() < times.injectedNs()) {
        longestBefore = Math.max(longestBefore, took);
        issuedBefore++;
        countedBefore += event == null ? 0 : 1;
        return;
      }
      if (event != null && event.atNs() >= times.overNs()) {
        double after = (event.atNs() - times.overNs()) / 1e6;
        recovered = recovered == null ? after : Math.min(recovered, after);
      }
      unseenNs = Math.max(unseenNs, stamp.startNs() - lastNamedNs);
      if (event != null) {
        lastNamedNs = stamp.startNs();
      }
      longest = Math.max(longest, took);
      boolean isRefusal = stamp.error() == EPERM || stamp.error() == EACCES;
      refused += isRefusal ? 1 : 0;
      failed += stamp.error() != 0 && !isRefusal ? 1 : 0;
      if (stamp.startNs() < times.undoneNs()) {
        issued++;
        counted += event == null ? 0 : 1;
      } else {
        issuedAfter++;
        countedAfter += event == null ? 0 : 1;
      }
    }

    FaultFacts facts() {
      return new FaultFacts(
          issuedBefore,
          countedBefore,
          issued,
          counted,
          issuedAfter,
          countedAfter,
          refused,
          failed,
          longest,
          longestBefore,
          unseenNs / 1e6,
          recovered);
    }
  }
}
