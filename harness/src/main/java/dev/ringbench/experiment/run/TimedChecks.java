// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import java.util.ArrayList;
import java.util.List;

/** What has to hold of a run that measured time. */
public final class TimedChecks {
  private TimedChecks() {}

  public static List<Check> of(RunDocument document) {
    List<Check> checks = new ArrayList<>(new PlanChecks(document).all());
    checks.addAll(new BlockChecks(document).all());
    checks.add(HistogramCheck.of(document));
    return checks;
  }
}
