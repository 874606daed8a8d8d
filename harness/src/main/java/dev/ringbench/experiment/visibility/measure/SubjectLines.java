// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility.measure;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import dev.ringbench.model.Operation;
import dev.ringbench.subject.Subject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Events of lines that a subject printed. A line is an event by itself: what another line of the
 * same record says is not joined to it.
 */
final class SubjectLines {
  /** As in {@link dev.ringbench.subject.EventPattern}: a longer one is no event. */
  private static final int MOST_CHARACTERS = 16_384;

  private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,10}");
  private static final String HEX_ADDRESS = "7[Ff][0-9A-Fa-f]{6}";
  private static final String ADDRESS = "127\\.[0-9]{1,3}\\.[0-9]{1,3}\\.[0-9]{1,3}";
  private static final String PID = "pid";
  private static final String TARGET = "target";

  private final Pattern pattern;
  private final boolean hasPid;
  private final Pattern name;
  private final boolean single;
  private final Map<String, Attempt> byName = new HashMap<>();
  private final Map<String, Attempt> byAddress = new HashMap<>();

  /** {@code run}: what all names begin with. */
  SubjectLines(Subject subject, Operation operation, String run, List<Attempt> attempts) {
    // Decoys have another first letter.
    String names = "[a-z]" + Pattern.quote(run.substring(1)) + "[0-9a-z]{2}_[0-9]{1,5}";
    this.name = Pattern.compile(names);
    boolean connects = operation == Operation.CONNECT;
    this.pattern =
        Pattern.compile(
            subject
                .operations()
                .get(operation)
                .event()
                .replace("{target_hex}", "(?P<target>" + HEX_ADDRESS + ")")
                // A relative name has no slash in front.
                .replace("/{target}", "/?{target}")
                .replace("{target}", "(?P<target>" + (connects ? ADDRESS : names) + ")"));
    this.hasPid = pattern.namedGroups().containsKey(PID);
    this.single = subject.operations().size() == 1 && !connects;
    for (Attempt attempt : attempts) {
      byName.put(attempt.name(), attempt);
      if (connects) {
        byAddress.put(host(attempt.object()), attempt);
      }
    }
  }

  private static String host(String address) {
    int port = address.lastIndexOf(':');
    return port < 0 ? address : address.substring(0, port);
  }

  /** All of them, in their order. */
  List<SeenEvent> events(List<String> lines) {
    List<SeenEvent> events = new ArrayList<>();
    lines.forEach(line -> event(line).ifPresent(events::add));
    return events;
  }

  private Optional<SeenEvent> event(String line) {
    if (line.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    Matcher matcher = pattern.matcher(line);
    if (matcher.find() && matcher.group(TARGET) != null) {
      Long pid =
          hasPid && matcher.group(PID) != null && DECIMAL.matches(matcher.group(PID))
              ? Long.valueOf(matcher.group(PID))
              : null;
      return Optional.of(new SeenEvent(pid, null, object(line, matcher.group(TARGET))));
    }
    // Whoever reports one kind of operation means it, in whatever form a line has.
    Matcher named = name.matcher(line);
    return single && named.find()
        ? Optional.of(new SeenEvent(null, null, object(line, named.group())))
        : Optional.empty();
  }

  /** What the line names: a path in whole where it has it, else the word around the name. */
  private String object(String line, String target) {
    Attempt connected = byAddress.get(plain(target));
    if (connected != null) {
      return connected.object();
    }
    Attempt attempt = byName.get('r' + target.substring(1));
    if (attempt != null) {
      for (String path : List.of(attempt.object(), attempt.alias(), attempt.decoy())) {
        if (!path.isEmpty() && contains(line, path)) {
          return path;
        }
      }
    }
    int at = line.indexOf(target);
    int from = at;
    while (from > 0 && isOfWord(line.charAt(from - 1))) {
      from--;
    }
    return line.substring(from, at + target.length());
  }

  private static boolean isOfWord(char character) {
    return character != ' ' && character != '"' && character != '(' && character != '\t';
  }

  /**
   * As it is, with a newline as C writes it, as a directory and a name apart, or as the audit
   * system prints names with unusual characters.
   */
  private static boolean contains(String line, String path) {
    int last = path.lastIndexOf('/');
    return endsThere(line, path.replace("\n", "\\n"))
        || (last > 0
            && endsThere(line, path.substring(0, last + 1))
            && endsThere(line, path.substring(last + 1)))
        || line.contains(
            HexFormat.of()
                .formatHex(path.getBytes(StandardCharsets.ISO_8859_1))
                .toUpperCase(Locale.ROOT));
  }

  /** A longer name that begins with this one is another one. */
  private static boolean endsThere(String line, String path) {
    for (int at = line.indexOf(path); at >= 0; at = line.indexOf(path, at + 1)) {
      int end = at + path.length();
      if (end == line.length() || !Character.isLetterOrDigit(line.charAt(end))) {
        return true;
      }
    }
    return false;
  }

  /** An address in hexadecimal digits is the same as one with dots. */
  private static String plain(String target) {
    if (!target.matches(HEX_ADDRESS)) {
      return target;
    }
    long address = HexFormat.fromHexDigitsToLong(target);
    return "%d.%d.%d.%d"
        .formatted(address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255);
  }
}
