// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;

/**
 * Content as it was on 19 July 2024: rules look at a 21st field, and events have 20. Before, the
 * rule there was a wildcard, so nobody read it; after, it is compared with a value. A sound check
 * refuses both; one with the validator's gap takes both. Made here by hand, because neither the
 * compiler nor {@link ContentFile} writes such a thing.
 */
public final class ChannelFile {
  /** Stands for the 21st field until the bytes are there. */
  private static final Field STAND_IN = Field.GID;

  private static final byte FIELD_21 = 20;

  /** One that the workload wants refused, as the rule does: its verdict is right. */
  private static final String MET_BY_AN_EVENT = "*/denied0007";

  private static final int HEADER_BYTES = 24;
  private static final int RULE_BYTES = 256;
  private static final int FIRST_CRITERION = 8;
  private static final int CRITERION_BYTES = 16;
  private static final int CHECKSUM = 12;
  private static final int FIELDS_USED = 16;

  private ChannelFile() {}

  /** With a wildcard in the 21st field. */
  public static byte[] before() {
    return bytes(new Criterion(STAND_IN, Operator.ANY, "", 0));
  }

  /** With a value there: whoever evaluates it for a file that ends so reads past the fields. */
  public static byte[] after() {
    return bytes(Criterion.number(STAND_IN, Operator.EQUAL, 1));
  }

  private static byte[] bytes(Criterion last) {
    List<Rule> rules = new ArrayList<>();
    rules.add(rule(1, Criterion.pattern(Field.PATH, "/nowhere/*")));
    rules.add(rule(2, Criterion.pattern(Field.PATH, MET_BY_AN_EVENT), last));
    // What the workload wants refused.
    rules.add(rule(3, Criterion.pattern(Field.PATH, "*/denied*")));
    byte[] content = ContentFile.encode(rules);
    ByteBuffer buffer = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    buffer.put(HEADER_BYTES + RULE_BYTES + FIRST_CRITERION + CRITERION_BYTES, FIELD_21);
    if (last.operator() != Operator.ANY) {
      int used = buffer.getInt(FIELDS_USED) & ~(1 << STAND_IN.code());
      buffer.putInt(FIELDS_USED, used | 1 << FIELD_21);
    }
    CRC32 checksum = new CRC32();
    checksum.update(content, HEADER_BYTES, content.length - HEADER_BYTES);
    buffer.putInt(CHECKSUM, (int) checksum.getValue());
    return content;
  }

  private static Rule rule(int id, Criterion... criteria) {
    return new Rule(id, true, Severity.CRITICAL, List.of(criteria));
  }
}
