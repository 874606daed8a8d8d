// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

/**
 * Offsets in bytes of struct rb_shared, asked from the library itself, so that there is nothing to
 * keep in step. The numbers are enum rb_layout_field in session.h.
 */
enum SharedLayout {
  SHARED_SIZE(0),
  ISSUED(1),
  DELIVERED(2),
  LOST(3),
  LOST_UNKNOWN(4),
  CANARIES(5),
  FOREIGN(6),
  CPU_USER(7),
  CPU_SYSTEM(8),
  PEAK_RSS(9),
  SAMPLES(10),
  SAMPLE_SIZE(11),
  SAMPLE_INTENDED(12),
  SAMPLE_START(13),
  SAMPLE_END(14),
  SAMPLE_DELIVERED(15),
  SAMPLE_VERDICT(16),
  SAMPLE_COUNT(17),
  VOLUNTARY_SWITCHES(18);

  private final int field;

  SharedLayout(int field) {
    this.field = field;
  }

  /** Offset, size or count, by the constant's name. */
  long value() {
    return RingbenchLibrary.rb_layout(field);
  }
}
