// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.verify;

import dev.ringbench.check.Build;
import dev.ringbench.check.Check;
import dev.ringbench.check.SourceHistory;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the Ringbench that wrote a document can be had again: "0.1.0 (commit)", of a commit that
 * there is, with that version, from before the measurement.
 */
final class VersionCheck {
  private static final String NAME = "version";
  private static final String POM = "pom.xml";

  /** Two machines' clocks may differ by this much. */
  private static final Duration CLOCKS = Duration.ofHours(24);

  private final Optional<SourceHistory> history;

  /** {@code history}: of the checkout that this build lies in, if it does. */
  VersionCheck(Optional<SourceHistory> history) {
    this.history = history;
  }

  /** {@code startedAt}: when the document was measured; null: it does not say. */
  Check of(String version, String startedAt) {
    if (version == null || version.isBlank()) {
      return Check.failed(NAME, "the document names none");
    }
    Optional<Build> build = Build.of(version);
    if (build.isEmpty()) {
      // As a build of sources without their history says it.
      return version.endsWith(" (unknown)")
          ? Check.warning(NAME, version + " names no commit: it cannot be built again")
          : Check.failed(NAME, version + " is no version as a build writes it: NUMBER (COMMIT)");
    }
    Check found = inHistory(build.get(), version, startedAt);
    return found.status() == Check.Status.FAILED || !build.get().changed()
        ? found
        : Check.warning(
            NAME,
            version
                + ": the tree had changes (\"+\"), so it cannot be built again; measure with a"
                + " build of a commit");
  }

  private Check inHistory(Build build, String version, String startedAt) {
    if (history.isEmpty()) {
      return Check.warning(
          NAME, version + "; that there is such a commit was not checked: no checkout is at hand");
    }
    Optional<Instant> made = history.get().made(build.commit());
    if (made.isEmpty()) {
      return history.get().isShallow()
          ? Check.warning(
              NAME, version + "; that commit was not looked for: the clone has not all commits")
          : Check.failed(
              NAME,
              "commit "
                  + build.commit()
                  + " is in no branch or tag of this checkout; fetch it, if there is one that has"
                  + " it");
    }
    Optional<String> pom = history.get().fileAt(build.commit(), POM);
    if (pom.isPresent() && !pom.get().contains("<version>" + build.number() + "</version>")) {
      return Check.failed(
          NAME, "commit " + build.commit() + " is not of version " + build.number());
    }
    if (startedAt != null && isBefore(startedAt, made.get().minus(CLOCKS))) {
      return Check.failed(
          NAME,
          "measured at %s, before commit %s was made, at %s"
              .formatted(startedAt, build.commit(), made.get()));
    }
    return Check.ok(NAME, version);
  }

  private static boolean isBefore(String time, Instant other) {
    try {
      return Instant.parse(time).isBefore(other);
    } catch (DateTimeException e) {
      return false; // another check says so
    }
  }
}
