// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.content.ContentFile;
import dev.ringbench.content.Criterion;
import dev.ringbench.content.Field;
import dev.ringbench.content.GeneratedRules;
import dev.ringbench.content.Operator;
import dev.ringbench.content.Rule;
import dev.ringbench.content.RuleOracle;
import dev.ringbench.content.Severity;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The native check, on what Java wrote and on what became of it. */
class ContentTest {
  private static final int HEADER = 24;
  private static final int RULE = 256;

  @TempDir static Path directory;
  private static Content content;

  @BeforeAll
  static void unpack() {
    content = new Content(NativeFiles.directory(directory.resolve("native")));
  }

  private static String trouble(byte[] bytes) {
    try {
      return content.trouble(Files.write(directory.resolve("content"), bytes));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Changed, with a checksum that fits: as by somebody who means it. */
  private static String troubleAfter(Consumer<ByteBuffer> change) {
    byte[] bytes = ContentFile.encode(GeneratedRules.of(3));
    ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    change.accept(buffer);
    CRC32 checksum = new CRC32();
    checksum.update(bytes, HEADER, bytes.length - HEADER);
    buffer.putInt(12, (int) checksum.getValue());
    return trouble(bytes);
  }

  @Test
  void whatJavaWritesIsSound() {
    for (int rules : List.of(0, 1, 10, 9999)) {
      assertThat(content.trouble(content.generated(rules))).as(rules + " rules").isNull();
    }
    assertThat(trouble(ContentFile.encode(List.of()))).isNull();
  }

  @Test
  void whatIsChangedOrCutOffIsToldWithItsPlace() {
    byte[] sound = ContentFile.encode(GeneratedRules.of(3));
    assertThat(trouble(new byte[0])).contains("shorter than a header");
    assertThat(trouble(Arrays.copyOf(sound, 23))).contains("shorter than a header");
    assertThat(trouble(new byte[1000])).contains("it is not content");
    assertThat(trouble(Arrays.copyOf(sound, sound.length - 1))).contains("its length is not");
    assertThat(trouble(Arrays.copyOf(sound, sound.length + 1))).contains("its length is not");
    assertThat(content.trouble(directory.resolve("missing"))).contains("No such file");
    assertThat(content.trouble(directory)).contains("shorter than a header");
    assertThat(content.trouble(Path.of("/dev/zero"))).contains("shorter than a header");
    assertThat(trouble(new byte[3 << 20])).contains("longer than all rules");
    assertThat(content.trouble(millionRules())).contains("longer than all rules");
    assertThat(troubleAfter(b -> b.putShort(4, (short) 2))).contains("another version");
    assertThat(troubleAfter(b -> b.putShort(6, (short) 21))).contains("number of input fields");
    assertThat(troubleAfter(b -> b.putInt(8, 1_000_000))).contains("more rules than");
    assertThat(troubleAfter(b -> b.putInt(8, 3))).contains("its length is not");
    assertThat(troubleAfter(b -> b.putInt(16, 0))).contains("names other fields");
    int second = HEADER + RULE;
    assertThat(troubleAfter(b -> b.put(second + 4, (byte) 7))).contains("rule 1: a rule has an");
    assertThat(troubleAfter(b -> b.put(second + 6, (byte) 0))).contains("rule 1: a rule has no");
    assertThat(troubleAfter(b -> b.put(second + 6, (byte) 7))).contains("rule 1: a rule has no");
    // The 21st of 20 fields.
    assertThat(troubleAfter(b -> b.put(second + 8, (byte) 20)))
        .contains("rule 1: a criterion looks at a field that no event has");
    assertThat(troubleAfter(b -> b.put(second + 9, (byte) 9))).contains("unknown operator");
    assertThat(troubleAfter(b -> b.put(second + 9, (byte) 1))).contains("compared with a text");
    assertThat(troubleAfter(b -> b.putShort(second + 10, (short) 151))).contains("not inside");
    assertThat(troubleAfter(b -> b.putShort(second + 12, (short) 0))).contains("is empty");
    assertThat(troubleAfter(b -> b.put(second + 105, (byte) 0))).contains("has a NUL");
  }

  /** As long as it would be, with a header that says so. */
  private static Path millionRules() {
    ByteBuffer header =
        ByteBuffer.wrap(Arrays.copyOf(ContentFile.encode(GeneratedRules.of(3)), HEADER))
            .order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(8, 1_000_000);
    Path file = directory.resolve("million");
    try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
      out.write(header.array());
      out.setLength(HEADER + 1_000_000L * RULE);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    return file;
  }

  @Test
  void everySingleBitFlipIsFound() {
    byte[] sound = ContentFile.encode(GeneratedRules.of(3));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      byte[] flipped = sound.clone();
      int bit = i < 8 * HEADER ? i : random.nextInt(8 * sound.length);
      flipped[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(trouble(flipped)).as("bit " + bit).isNotNull();
    }
  }

  @Test
  void aPatternMayHaveAnyBytes() throws Exception {
    List<Rule> rules =
        List.of(
            new Rule(
                1, true, Severity.LOW, List.of(new Criterion(Field.PATH, Operator.TEXT, "/é", 0))));
    byte[] record = new RuleOracle.Event(0, 0, 0, "/\u00c3\u00a9", "").encode();
    assertThat(content.evaluate("user", ContentFile.encode(rules), record)).containsExactly(0);
  }
}
