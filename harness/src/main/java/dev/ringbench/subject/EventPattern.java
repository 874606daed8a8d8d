// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.ringbench.model.Operation;
import java.util.Optional;

/**
 * Finds the events of our operations in a log. A regular expression in RE2's syntax, whose time
 * grows with the line alone, as both come from strangers. {@code {target}} stands for the name of a
 * target, {@code {target_hex}} for the address of a connect as eight hexadecimal digits; the group
 * {@code pid}, where there is one, is of the process that did it.
 */
public final class EventPattern {
  /** Longer lines are no events. */
  static final int MOST_LINE_CHARACTERS = 16_384;

  private static final String TARGET = "{target}";
  private static final String TARGET_HEX = "{target_hex}";
  private static final String TARGET_GROUP = "target";
  private static final String PID_GROUP = "pid";
  private static final int HEXADECIMAL = 16;

  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,10}");
  private static final int MOST_OF_A_BYTE = 255;

  /** First byte of the addresses that are connected to: 127. */
  private static final long LOOPBACK = 0x7fL << 24;

  private final Pattern pattern;
  private final boolean connects;
  private final boolean hex;
  private final boolean hasPid;

  /**
   * A target that an event names.
   *
   * @param batch of operations, as {@link TargetName} has it; empty for a connect
   * @param index of the target
   * @param pid of who did it; empty: the event does not say
   */
  public record Event(String batch, int index, Optional<Long> pid) {}

  /**
   * For the operations of one run.
   *
   * @param text of the description
   * @param run what the names of all targets of the run begin with
   * @throws PatternSyntaxException when it is no regular expression
   * @throws IllegalArgumentException when it names no target
   */
  public EventPattern(String text, Operation operation, String run) {
    this.connects = operation == Operation.CONNECT;
    this.hex = text.contains(TARGET_HEX);
    if (hex && !connects) {
      throw new IllegalArgumentException("{target_hex} is an address, and only a connect has one");
    }
    this.pattern =
        Pattern.compile(
            text.replace(TARGET_HEX, "(?P<target>7[Ff][0-9A-Fa-f]{6})")
                .replace(
                    TARGET,
                    connects
                        ? "(?P<target>127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3})"
                        : "(?P<target>" + Pattern.quote(run) + "[0-9a-z]{2}_[0-9]{1,5})"));
    // What is quoted, or in a class of characters, is no group.
    if (!pattern.namedGroups().containsKey(TARGET_GROUP)) {
      throw new IllegalArgumentException("it has no {target}, so that no event could be ours");
    }
    this.hasPid = pattern.namedGroups().containsKey(PID_GROUP);
  }

  /** Whether events say who did it. */
  public boolean hasPid() {
    return hasPid;
  }

  /** The event of a line; empty: it is none of ours. */
  public Optional<Event> find(String line) {
    if (line.length() > MOST_LINE_CHARACTERS) {
      return Optional.empty();
    }
    Matcher matcher = pattern.matcher(line);
    if (!matcher.find()) {
      return Optional.empty();
    }
    String target = matcher.group(TARGET_GROUP);
    if (target == null) {
      return Optional.empty(); // the expression does without
    }
    Optional<Long> pid =
        hasPid
            ? Optional.ofNullable(matcher.group(PID_GROUP))
                .filter(DECIMAL::matches)
                .map(Long::valueOf)
            : Optional.empty();
    return connects ? ofAddress(target, pid) : ofName(target, pid);
  }

  private static Optional<Event> ofName(String target, Optional<Long> pid) {
    int at = target.lastIndexOf('_');
    return Optional.of(
        new Event(target.substring(0, at), Integer.parseInt(target.substring(at + 1)), pid));
  }

  private Optional<Event> ofAddress(String target, Optional<Long> pid) {
    long address = 0;
    if (hex) {
      address = Long.parseLong(target, HEXADECIMAL);
    } else {
      for (String part : target.split("\\.", -1)) {
        int number = Integer.parseInt(part);
        if (number > MOST_OF_A_BYTE) {
          return Optional.empty();
        }
        address = address << 8 | number;
      }
    }
    long index = address - LOOPBACK - TargetName.FIRST_ADDRESS;
    return index < 0 || index > TargetName.LAST_INDEX
        ? Optional.empty()
        : Optional.of(new Event("", (int) index, pid));
  }
}
