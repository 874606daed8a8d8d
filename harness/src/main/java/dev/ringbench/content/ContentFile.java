// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/** Rules in the binary form of native/content/content.h. */
public final class ContentFile {
  /** Rules that may be loaded. */
  public static final int RULES_MAX = 10_000;

  /** Criteria of a rule. */
  public static final int CRITERIA_MAX = 6;

  /** Bytes of a rule's patterns, together. */
  public static final int TEXT_MAX = 152;

  private static final int MAGIC = 0x43544252;
  private static final short VERSION = 1;
  private static final short INPUT_FIELDS = 20;
  private static final int HEADER_BYTES = 24;
  private static final int RULE_BYTES = 256;
  private static final int CRITERIA_OFFSET = 8;
  private static final int CRITERION_BYTES = 16;
  private static final int TEXT_OFFSET = CRITERIA_OFFSET + CRITERIA_MAX * CRITERION_BYTES;

  private ContentFile() {}

  /**
   * The file's bytes.
   *
   * @throws IllegalArgumentException when there are too many rules, criteria, or bytes of text
   */
  public static byte[] encode(List<Rule> rules) {
    require(rules.size() <= RULES_MAX, rules.size() + " rules, and at most 10000 may be loaded");
    ByteBuffer bytes =
        ByteBuffer.allocate(HEADER_BYTES + rules.size() * RULE_BYTES)
            .order(ByteOrder.LITTLE_ENDIAN);
    int fieldsUsed = 0;
    for (int i = 0; i < rules.size(); i++) {
      putRule(bytes, HEADER_BYTES + i * RULE_BYTES, rules.get(i));
      for (Criterion criterion : rules.get(i).criteria()) {
        if (criterion.operator() != Operator.ANY) {
          fieldsUsed |= 1 << criterion.field().code();
        }
      }
    }
    CRC32 checksum = new CRC32();
    checksum.update(bytes.array(), HEADER_BYTES, rules.size() * RULE_BYTES);
    bytes.putInt(0, MAGIC).putShort(4, VERSION).putShort(6, INPUT_FIELDS);
    bytes.putInt(8, rules.size()).putInt(12, (int) checksum.getValue()).putInt(16, fieldsUsed);
    return bytes.array();
  }

  private static void putRule(ByteBuffer bytes, int at, Rule rule) {
    int count = rule.criteria().size();
    require(
        count >= 1 && count <= CRITERIA_MAX, "rule " + rule.id() + " has " + count + " criteria");
    bytes.putInt(at, (int) rule.id());
    bytes.put(at + 4, (byte) (rule.deny() ? 1 : 0));
    bytes.put(at + 5, (byte) rule.severity().code());
    bytes.put(at + 6, (byte) count);
    int textStart = 0;
    for (int i = 0; i < count; i++) {
      Criterion criterion = rule.criteria().get(i);
      byte[] text = criterion.text().getBytes(StandardCharsets.UTF_8);
      require(
          textStart + text.length <= TEXT_MAX,
          "the patterns of rule " + rule.id() + " take more than " + TEXT_MAX + " bytes");
      int to = at + CRITERIA_OFFSET + i * CRITERION_BYTES;
      bytes.put(to, (byte) criterion.field().code());
      bytes.put(to + 1, (byte) criterion.operator().code());
      bytes.putShort(to + 2, (short) (text.length == 0 ? 0 : textStart));
      bytes.putShort(to + 4, (short) text.length);
      bytes.putLong(to + 8, criterion.number());
      bytes.put(at + TEXT_OFFSET + textStart, text);
      textStart += text.length;
    }
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
