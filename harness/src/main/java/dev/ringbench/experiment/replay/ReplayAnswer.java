// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay;

import dev.ringbench.experiment.replay.ReplayDocument.Exhibit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Who came back from the incident, and who did not: one sentence. */
public final class ReplayAnswer {
  private static final String NO_POLICY = "none";
  private static final double MS_OF_A_SECOND = 1000;

  private final List<Exhibit> exhibits;

  public ReplayAnswer(ReplayDocument document) {
    this.exhibits =
        document.exhibits().stream().filter(exhibit -> exhibit.unavailable() == null).toList();
  }

  /** Empty: nothing could be shown. */
  public Optional<String> sentence() {
    List<String> told = new ArrayList<>();
    tell(
        told,
        "never went down: ",
        exhibit -> exhibit.firstCrashMs() == null && exhibit.wellAfterMs() != null,
        ReplayAnswer::named);
    tell(
        told,
        "came back by themselves: ",
        exhibit -> exhibit.firstCrashMs() != null && exhibit.wellAfterMs() != null,
        exhibit -> named(exhibit) + " (after " + duration(exhibit.wellAfterMs()) + ")");
    tell(
        told,
        "did not come back: ",
        exhibit -> exhibit.wellAfterMs() == null,
        exhibit -> named(exhibit) + " (" + failing(exhibit.failing()) + ")");
    return told.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The incident of 19 July 2024, replayed once in each of them: "
                + String.join("; ", told)
                + ".");
  }

  private void tell(
      List<String> told, String what, Predicate<Exhibit> which, Function<Exhibit, String> text) {
    String names = exhibits.stream().filter(which).map(text).collect(Collectors.joining(", "));
    if (!names.isEmpty()) {
      told.add(what + names);
    }
  }

  private static String named(Exhibit exhibit) {
    return exhibit.sensor()
        + (exhibit.policy().equals(NO_POLICY) ? "" : " with " + exhibit.policy());
  }

  private static String failing(String failing) {
    return switch (failing == null ? "" : failing) {
      case "down" -> "the machine is down";
      case "open", "closed" -> "fails " + failing;
      case "both" -> "fails open and closed";
      default -> "operations go on";
    };
  }

  private static String duration(double ms) {
    return ms < MS_OF_A_SECOND
        ? String.format(Locale.ROOT, "%.0f ms", ms)
        : String.format(Locale.ROOT, "%,.1f s", ms / MS_OF_A_SECOND);
  }
}
