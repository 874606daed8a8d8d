// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.check;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Unavailable is a result: it has its reason and its remedy. */
public final class Availabilities {
  private Availabilities() {}

  public static Check check(List<Availability> availability) {
    Violations violations = new Violations();
    Set<Object> seen = new HashSet<>();
    for (Availability tried : availability) {
      violations.require(seen.add(tried.cell()), () -> tried.cell() + " is there twice");
      violations.require(
          tried.available() || (isText(tried.reason()) && isText(tried.remedy())),
          () -> tried.cell() + " was not available, and has no reason or no remedy");
    }
    long there = availability.stream().filter(Availability::available).count();
    return violations.check(
        "availability",
        there
            + " of "
            + availability.size()
            + " rows worked"
            + (there == availability.size() ? "" : "; each other has a reason and a remedy"));
  }

  /** Whether a row is listed as one that did not work, with its reason. */
  public static boolean isRefused(List<Availability> availability, Cell cell) {
    return availability.stream().anyMatch(tried -> tried.cell().equals(cell) && !tried.available());
  }

  public static boolean isText(String text) {
    return text != null && !text.isBlank();
  }
}
