// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.ringbench.experiment.visibility.Sight;
import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Says what a sensor made of a try, from its events alone: which of them name the object or are of
 * the process. Names and processes are used once, so that no time is needed.
 */
final class SightGrading {
  /** Of a path that a record cut off: more than any two objects have in common but for the end. */
  private static final int LEAST_OF_A_CUT_PATH = 150;

  private static final int MOST_SHOWN = 3;

  private final Operation operation;
  private final Map<String, List<SeenEvent>> byName = new HashMap<>();
  private final Map<Long, List<SeenEvent>> byProcess = new HashMap<>();

  /**
   * Of one start of a sensor.
   *
   * @param run the letters that all names begin with
   */
  SightGrading(Operation operation, String run, List<SeenEvent> events) {
    this.operation = operation;
    // Decoys have another first letter.
    Pattern names = Pattern.compile("[a-z]" + run.substring(1) + "[0-9a-z]{2}_[0-9]{1,5}");
    for (SeenEvent event : events) {
      if (event.pid() != null) {
        byProcess.computeIfAbsent(event.pid(), key -> new ArrayList<>()).add(event);
      }
      if (event.path() != null) {
        Matcher name = names.matcher(event.path());
        byName
            .computeIfAbsent(name.find() ? name.group() : event.path(), key -> new ArrayList<>())
            .add(event);
      }
    }
  }

  /**
   * What became of a try.
   *
   * @param complete whether an event has the whole path, the process and the user, all right
   * @param evidence a line
   */
  record Graded(Sight sight, boolean complete, String evidence) {}

  /** Of one that was done. */
  Graded grade(Attempt attempt) {
    Sight best = Sight.UNSEEN;
    SeenEvent shown = null;
    boolean complete = false;
    for (SeenEvent event : candidates(attempt)) {
      Sight sight = sight(attempt, event);
      complete |=
          sight == Sight.RIGHT
              && event.pid() != null
              && event.uid() != null
              && event.uid() == attempt.uid();
      if (sight.compareTo(best) < 0) {
        best = sight;
        shown = event;
      }
    }
    return new Graded(best, complete, evidence(attempt, best, shown));
  }

  private Set<SeenEvent> candidates(Attempt attempt) {
    Set<SeenEvent> events = new LinkedHashSet<>();
    String other = attempt.name().isEmpty() ? "" : "q" + attempt.name().substring(1);
    for (String key : List.of(attempt.object(), attempt.name(), other)) {
      events.addAll(byName.getOrDefault(key, List.of()));
    }
    events.addAll(byProcess.getOrDefault(attempt.pid(), List.of()));
    return events;
  }

  private Sight sight(Attempt attempt, SeenEvent event) {
    String path = event.path();
    // Some print the thread where others print the process.
    boolean thread = event.pid() != null && event.pid() == attempt.tid();
    boolean actor = event.mayBeOf(attempt.pid()) || thread;
    if (path == null) {
      return actor && event.pid() != null ? Sight.PARTIAL : Sight.UNSEEN;
    }
    if (path.equals(attempt.object())) {
      // Who got it from somebody else is nobody that an event without a process could mean.
      boolean partial = attempt.handed() || !event.mayBeOf(attempt.pid());
      return !actor ? Sight.WRONG : partial ? Sight.PARTIAL : Sight.RIGHT;
    }
    if (isAnotherName(attempt, path)) {
      return actor ? Sight.PARTIAL : Sight.WRONG;
    }
    boolean named = path.contains(attempt.name()) || path.equals(attempt.decoy());
    // A process executes one program: whatever else it is told to execute is another one.
    boolean executes = operation == Operation.EXEC && event.pid() != null && actor;
    return named || executes ? Sight.WRONG : Sight.UNSEEN;
  }

  private static boolean isAnotherName(Attempt attempt, String path) {
    boolean cut =
        path.length() > LEAST_OF_A_CUT_PATH
            && path.length() < attempt.object().length()
            && attempt.object().startsWith(path);
    boolean relative = !path.startsWith("/") && path.endsWith(attempt.name());
    return path.equals(attempt.alias()) || cut || relative;
  }

  private String evidence(Attempt attempt, Sight sight, SeenEvent shown) {
    String what = "try %d, process %d, %s: ".formatted(attempt.number(), attempt.pid(), sight);
    if (shown != null) {
      return what + shown;
    }
    List<String> others =
        byProcess.getOrDefault(attempt.pid(), List.of()).stream()
            .map(SeenEvent::toString)
            .distinct()
            .limit(MOST_SHOWN)
            .toList();
    return what
        + "no event names "
        + attempt.name()
        + (others.isEmpty() ? "" : "; the process's events: " + String.join("; ", others));
  }
}
