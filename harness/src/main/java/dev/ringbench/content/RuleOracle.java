// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What rules mean, said again in the plainest way: the native interpreters have to agree with it.
 */
public final class RuleOracle {
  /** Offset and size of texts in struct rb_record. */
  private static final int PATH = 40;

  private static final int PATH_SIZE = 196;
  private static final int PARENT = 240;
  private static final int RECORD_BYTES = 256;

  private RuleOracle() {}

  /** An event; texts are ISO 8859-1 so that any byte is a character. */
  public record Event(int operation, long uid, long gid, String path, String parent) {
    /** As struct rb_record. */
    public byte[] encode() {
      ByteBuffer bytes = ByteBuffer.allocate(RECORD_BYTES).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putInt(8, operation).putInt(24, (int) uid).putInt(28, (int) gid);
      byte[] text = path.getBytes(StandardCharsets.ISO_8859_1);
      bytes.putInt(32, text.length + 1).put(PATH, text, 0, Math.min(text.length, PATH_SIZE));
      bytes.put(PARENT, parent.getBytes(StandardCharsets.ISO_8859_1));
      return bytes.array();
    }
  }

  /** Index of the first rule that matches, or -1. */
  public static int firstMatch(List<Rule> rules, Event event) {
    for (int i = 0; i < rules.size(); i++) {
      if (rules.get(i).criteria().stream().allMatch(criterion -> matches(criterion, event))) {
        return i;
      }
    }
    return -1;
  }

  private static boolean matches(Criterion criterion, Event event) {
    if (criterion.operator() == Operator.ANY) {
      return true;
    }
    return switch (criterion.field()) {
      case OPERATION -> compare(criterion, event.operation());
      case UID -> compare(criterion, event.uid());
      case GID -> compare(criterion, event.gid());
      case PATH -> compare(criterion, event.path());
      case PARENT -> compare(criterion, event.parent());
    };
  }

  private static boolean compare(Criterion criterion, long value) {
    return (value == criterion.number()) == (criterion.operator() == Operator.EQUAL);
  }

  private static boolean compare(Criterion criterion, String text) {
    String wanted =
        new String(criterion.text().getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return switch (criterion.operator()) {
      case TEXT -> text.equals(wanted);
      case PREFIX -> text.startsWith(wanted);
      case SUFFIX -> text.endsWith(wanted);
      default -> glob(wanted, text);
    };
  }

  /** By the table of all prefixes: no backtracking that could go wrong in the same way. */
  private static boolean glob(String pattern, String text) {
    boolean[][] fits = new boolean[pattern.length() + 1][text.length() + 1];
    fits[0][0] = true;
    for (int p = 1; p <= pattern.length(); p++) {
      char c = pattern.charAt(p - 1);
      for (int t = 0; t <= text.length(); t++) {
        fits[p][t] =
            c == '*'
                ? fits[p - 1][t] || (t > 0 && fits[p][t - 1])
                : t > 0 && fits[p - 1][t - 1] && (c == '?' || c == text.charAt(t - 1));
      }
    }
    return fits[pattern.length()][text.length()];
  }
}
