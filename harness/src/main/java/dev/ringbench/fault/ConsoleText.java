// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes a console apart into messages, and tells those of the kernel from those of processes.
 *
 * <p>A serial port has bytes of everybody on it: the kernel's stamped messages, what processes
 * write to /dev/console (no stamp) and to /dev/kmsg (a stamp, and by convention "name[pid]: "), and
 * escape sequences for a terminal. The kernel also writes into the middle of others' lines. Where
 * the kernel stamps its messages, what has no stamp is not its own; where it does not
 * (printk.time=0), the form alone tells.
 */
final class ConsoleText {
  private static final char ESCAPE = 0x1b;
  private static final int MAX_ESCAPE = 64;
  private static final int MAX_TITLE = 256;

  /** The name of a task has 15 characters, and a message may have two of them. */
  private static final int MAX_LINES = 31;

  private static final String CALLER = "\\[ {0,8}+[TC][0-9]{1,10}+\\]";
  private static final String SECONDS = "\\[ {0,12}+[0-9]{1,10}+\\.[0-9]{1,9}+\\]";

  /** As dmesg prints it with --ctime, --iso, --reltime and --show-delta. */
  private static final String OF_DMESG =
      "\\[[A-Z][a-z]{2} [A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8} [0-9]{4}\\]"
          + "|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}[,.][0-9]{6}[+-][0-9]{2}:[0-9]{2}"
          + "|\\[[A-Z][a-z]{2} ?[0-9]{1,2} [0-9:]{5}\\]"
          + "|\\[ {0,8}+\\+[0-9]{1,8}+\\.[0-9]{6}\\]"
          + "|\\[ {0,12}+[0-9]{1,10}+\\.[0-9]{6} <[ 0-9.]{1,20}+>\\]";

  /** As a syslog daemon passes messages of the kernel on. */
  private static final String RELAYED =
      "(?:[A-Z][a-z]{2} [ 0-9][0-9] [0-9:]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.,+-]{8,24})"
          + " [A-Za-z0-9._-]{1,64}+ kernel: ?";

  private static final Pattern PREFIX =
      Pattern.compile(
          "(?:<[0-9]{1,3}+>)?("
              + RELAYED
              + ")?("
              + SECONDS
              + "|"
              + OF_DMESG
              + ")?( ?"
              + CALLER
              + ")? ?");

  /** As the kernel writes it: microseconds, a space behind it. */
  private static final Pattern EXACT = Pattern.compile("\\[ {0,12}+[0-9]{1,10}+\\.[0-9]{6}\\]");

  private static final Pattern INSIDE =
      Pattern.compile("\\[ {0,12}+[0-9]{1,10}+\\.[0-9]{6}\\](?:" + CALLER + ")? ");

  /** What is left of a stamp where a console begins in one. */
  private static final Pattern HALF_A_STAMP =
      Pattern.compile("[ 0-9.]{0,20}+\\](?:" + CALLER + ")? ");

  private static final String BLANKS_OF_DMESG = " ".repeat(14);

  private static final Pattern OF_A_PROCESS =
      Pattern.compile("\\(?[A-Za-z0-9_./@:+-]{1,64}+\\)?\\[[0-9]{1,10}+\\]:(?: |$)");

  /** A message before it is known whether this kernel stamps. */
  private record Segment(int number, String stamp, String text, boolean cut) {
    private boolean isStamped() {
      return stamp != null;
    }

    private boolean isExact() {
      return stamp != null && EXACT.matcher(stamp).matches();
    }

    private boolean isOfAProcess() {
      return ConsoleText.isOfAProcess(text, 0);
    }
  }

  private final List<Segment> segments = new ArrayList<>();

  private ConsoleText() {}

  /** All messages of a console, in their order. */
  static List<ConsoleLine> messages(String console) {
    ConsoleText text = new ConsoleText();
    String clean = withoutControls(console);
    int number = 0;
    int begin = 0;
    while (begin < clean.length()) {
      int newline = clean.indexOf('\n', begin);
      int end = newline < 0 ? clean.length() : newline;
      number++;
      if (end > begin) {
        text.addLine(number, clean.substring(begin, end), /* last= */ newline < 0);
      }
      begin = end + 1;
    }
    return text.told();
  }

  private void addLine(int number, String line, boolean last) {
    Matcher prefix = PREFIX.matcher(line);
    prefix.lookingAt();
    String stamp = prefix.group(2);
    if (stamp == null && (prefix.group(1) != null || prefix.group(3) != null)) {
      stamp = "";
    }
    int begin = prefix.end();
    Matcher half = HALF_A_STAMP.matcher(line);
    if (number == 1 && stamp == null && half.lookingAt()) {
      stamp = "";
      begin = half.end();
    }
    Matcher inside = INSIDE.matcher(line);
    while (!(stamp != null && isOfAProcess(line, begin)) && inside.find(begin)) {
      add(number, stamp, line, begin, inside.start(), true);
      stamp = line.substring(inside.start(), line.indexOf(']', inside.start()) + 1);
      begin = inside.end();
    }
    add(number, stamp, line, begin, line.length(), last);
  }

  private static boolean isOfAProcess(String line, int begin) {
    return OF_A_PROCESS.matcher(line).region(begin, line.length()).lookingAt();
  }

  private void add(int number, String stamp, String line, int begin, int end, boolean cut) {
    int bound = Math.min(end, begin + ConsoleLine.MAX_CHARS);
    if (bound > begin) {
      segments.add(new Segment(number, stamp, line.substring(begin, bound), cut && bound == end));
    }
  }

  private List<ConsoleLine> told() {
    boolean stamps = segments.stream().anyMatch(Segment::isExact);
    List<ConsoleLine> lines = new ArrayList<>(segments.size());
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      boolean kernel =
          !segment.isOfAProcess() && (segment.isStamped() || !stamps || segment.number() == 1);
      lines.add(new ConsoleLine(segment.number(), joined(i, stamps), kernel, segment.cut()));
    }
    return lines;
  }

  /**
   * A message may have newlines, as the name of a task in it: each of its lines has its stamp, or,
   * as dmesg prints it, as many blanks.
   */
  private String joined(int index, boolean stamps) {
    Segment first = segments.get(index);
    StringBuilder text = new StringBuilder(first.text());
    for (int i = index + 1;
        i < Math.min(segments.size(), index + MAX_LINES)
            && text.length() < ConsoleLine.MAX_CHARS
            && goesOn(first, segments.get(i), stamps);
        i++) {
      text.append('\n').append(segments.get(i).text().strip());
    }
    text.setLength(Math.min(text.length(), ConsoleLine.MAX_CHARS));
    return text.toString();
  }

  private static boolean goesOn(Segment first, Segment next, boolean stamps) {
    if (!stamps) {
      return !first.isStamped() && !next.isStamped();
    }
    return first.isExact()
        && (first.stamp().equals(next.stamp())
            || (!next.isStamped() && next.text().startsWith(BLANKS_OF_DMESG)));
  }

  private static String withoutControls(String console) {
    StringBuilder clean = new StringBuilder(console.length());
    int i = 0;
    while (i < console.length()) {
      char c = console.charAt(i);
      if (c == ESCAPE) {
        i = afterEscape(console, i);
        continue;
      }
      if (c == '\n' || (c >= ' ' && c != 0x7f)) {
        clean.append(c);
      } else if (c == '\t') {
        clean.append(' ');
      }
      i++;
    }
    return clean.toString();
  }

  /** Where text goes on behind an escape sequence; only the escape is left out if it is none. */
  private static int afterEscape(String console, int escape) {
    int i = escape + 1;
    if (i >= console.length()) {
      return i;
    }
    return switch (console.charAt(i)) {
      case '[' -> afterControlSequence(console, i + 1);
      case ']', 'P', '_', '^', 'X' -> afterString(console, i + 1);
      default -> {
        int end = skip(console, i, ' ', '/', MAX_ESCAPE);
        yield end < console.length() && console.charAt(end) > '/' && console.charAt(end) < 0x7f
            ? end + 1
            : i;
      }
    };
  }

  private static int afterControlSequence(String console, int begin) {
    int end = skip(console, skip(console, begin, '0', '?', MAX_ESCAPE), ' ', '/', MAX_ESCAPE);
    boolean complete =
        end < console.length() && console.charAt(end) >= '@' && console.charAt(end) < 0x7f;
    return complete ? end + 1 : begin - 1;
  }

  /** A title or the like: up to a bell or an escape and a backslash. */
  private static int afterString(String console, int begin) {
    for (int i = begin; i < Math.min(console.length(), begin + MAX_TITLE); i++) {
      char c = console.charAt(i);
      if (c == 0x07) {
        return i + 1;
      }
      if (c == ESCAPE) {
        return i + 1 < console.length() && console.charAt(i + 1) == '\\' ? i + 2 : i;
      }
      if (c == '\n') {
        break;
      }
    }
    return begin;
  }

  private static int skip(String console, int begin, char low, char high, int most) {
    int i = begin;
    while (i < Math.min(console.length(), begin + most)
        && console.charAt(i) >= low
        && console.charAt(i) <= high) {
      i++;
    }
    return i;
  }
}
