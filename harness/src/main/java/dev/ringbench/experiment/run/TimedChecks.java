// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Check;
import dev.ringbench.check.Descriptors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What has to hold of a run that measured time. */
public final class TimedChecks {
  private TimedChecks() {}

  public static List<Check> of(RunDocument document) {
    List<Check> checks = new ArrayList<>(new PlanChecks(document).all());
    checks.add(new RowsCheck(document).check());
    checks.add(ProfileCheck.of(document));
    checks.add(Descriptors.check(document.sensors(), document.version()));
    checks.add(SessionText.check(document.run()));
    checks.add(PaceCheck.of(document));
    checks.addAll(new BlockChecks(document).all());
    checks.add(DisturbanceCheck.of(document));
    checks.add(steady(document));
    checks.add(CopyCheck.of(document));
    checks.add(HistogramCheck.of(document));
    return checks;
  }

  /** A document of an unsteady machine is honest, and no result to publish. */
  private static Check steady(RunDocument document) {
    List<Steadiness> all =
        document.run().operations().stream()
            .flatMap(operation -> Steadiness.of(document, operation).stream())
            .toList();
    if (all.isEmpty()) {
      return Check.notApplicable("steady", "too few blocks without a sensor to say");
    }
    List<Steadiness> not = all.stream().filter(one -> !one.isSteady()).toList();
    String said =
        (not.isEmpty() ? all : not)
            .stream().map(Steadiness::sentence).collect(Collectors.joining(" "));
    return not.isEmpty() ? Check.ok("steady", said) : Check.warning("steady", said);
  }
}
