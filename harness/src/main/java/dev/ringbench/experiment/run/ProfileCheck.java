// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.check.Build;
import dev.ringbench.check.Check;
import dev.ringbench.check.Violations;
import dev.ringbench.experiment.run.RunDocument.BlockSettings;
import dev.ringbench.model.Operation;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Whether blocks have the sizes of the profile that the run names. Forks and rounds say nothing of
 * it: --forks and --rounds are for everybody.
 */
final class ProfileCheck {
  private static final String NAME = "profile";

  private ProfileCheck() {}

  static Check of(RunDocument document) {
    RunDocument.Run run = document.run();
    Violations violations = new Violations();
    Profile named =
        Arrays.stream(Profile.values())
            .filter(profile -> profile.toString().equals(run.profile()))
            .findFirst()
            .orElse(null);
    violations.require(named != null, () -> "\"" + run.profile() + "\" is no profile of a run");
    Set<Operation> sized = EnumSet.noneOf(Operation.class);
    for (BlockSettings size : run.blockSettings()) {
      violations.require(
          sized.add(size.operation()), () -> size.operation() + " has two block settings");
    }
    violations.require(
        sized.equals(Set.copyOf(run.operations())),
        () -> "operations are " + run.operations() + ", block settings are of " + sized);
    if (violations.any()) {
      return violations.check(NAME, "");
    }
    List<BlockSettings> found = run.blockSettings();
    if (found.equals(settings(named, run.operations()))) {
      return Check.ok(NAME, named + ", with its sizes of blocks");
    }
    for (Profile other : Profile.values()) {
      if (found.equals(settings(other, run.operations()))) {
        return Check.failed(NAME, "named " + named + ", and its blocks have the sizes of " + other);
      }
    }
    String none = "its blocks have the sizes of no profile: " + found;
    return document.version().equals(Build.ownText())
        ? Check.failed(NAME, none)
        : Check.warning(NAME, none + "; another build may have had such a profile");
  }

  private static List<BlockSettings> settings(Profile profile, List<Operation> operations) {
    return operations.stream().map(profile::settings).toList();
  }
}
