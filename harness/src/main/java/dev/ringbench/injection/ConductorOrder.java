// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.injection;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What the native conductor is told, as native/fault/order.h has it: each word says its own length,
 * so that whatever is in one stays in it.
 */
public final class ConductorOrder {
  private static final int MOST_BYTES = 2000;
  private static final int MOST_WORDS = 40;

  private ConductorOrder() {}

  public static byte[] of(String... words) {
    return of(List.of(words));
  }

  public static byte[] of(List<String> words) {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    words.forEach(word -> append(payload, word.getBytes(StandardCharsets.UTF_8)));
    if (payload.size() > MOST_BYTES || words.size() > MOST_WORDS || words.isEmpty()) {
      throw new IllegalArgumentException("no order of the conductor: " + words);
    }
    ByteArrayOutputStream order = new ByteArrayOutputStream();
    append(order, payload.toByteArray());
    return order.toByteArray();
  }

  private static void append(ByteArrayOutputStream out, byte[] bytes) {
    out.writeBytes((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(bytes);
    out.write(',');
  }
}
