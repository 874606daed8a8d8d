// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.result.ResultDocument;
import java.util.ArrayList;
import java.util.List;

/** What has to hold of a run that measured time. */
final class TimedChecks {
  private TimedChecks() {}

  static List<Check> of(ResultDocument document) {
    List<Check> checks = new ArrayList<>(new PlanChecks(document).all());
    checks.addAll(new BlockChecks(document).all());
    checks.add(HistogramCheck.of(document));
    return checks;
  }
}
