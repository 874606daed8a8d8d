// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InputFileTest {
  private static final String TEXT = "{\"a\": \"gr\u00fc\u00df\"}\n";

  @TempDir Path directory;

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("input"), bytes);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(bytes);
    }
    return packed.toByteArray();
  }

  private static void refused(Path path, String why) {
    assertThatThrownBy(() -> InputFile.open(path, 1000).text())
        .isInstanceOfSatisfying(
            RingbenchException.class,
            e -> assertThat(e.kind()).isEqualTo(RingbenchException.Kind.BAD_INPUT))
        .hasMessageContaining(path.toString())
        .hasMessageContaining(why);
  }

  @Test
  void plainTextIsReadWithAndWithoutAMarkAndPacked() throws IOException {
    byte[] plain = TEXT.getBytes(StandardCharsets.UTF_8);
    byte[] marked = ("\ufeff" + TEXT).getBytes(StandardCharsets.UTF_8);
    for (byte[] bytes : new byte[][] {plain, marked, gzip(plain), gzip(marked)}) {
      InputFile input = InputFile.open(write(bytes), 1000);
      assertThat(input.text()).isEqualTo(TEXT);
      assertThat(input.text()).as("a second time").isEqualTo(TEXT);
      assertThat(input.bytes().readAllBytes()).isEqualTo(bytes);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-16,is text in UTF-16",
    "UTF-16LE,is text in UTF-16",
    "UTF-16BE,is text in UTF-16",
    "UTF-32,is text in UTF-",
    "ISO-8859-1,is not UTF-8"
  })
  void textInAnotherEncodingIsNamed(String charset, String why) throws IOException {
    refused(write(TEXT.getBytes(Charset.forName(charset))), why);
  }

  @Test
  void whatIsNoTextIsNamedAsWhatItIs() throws IOException {
    refused(write(new byte[0]), "is empty");
    refused(write("  \n".getBytes(StandardCharsets.UTF_8)), "is empty");
    refused(write("\n<!DOCTYPE html>".getBytes(StandardCharsets.UTF_8)), "HTML");
    refused(write(new byte[] {'P', 'K', 3, 4, 20}), "ZIP");
    refused(write(new byte[] {(byte) 0xfd, '7', 'z', 'X', 'Z', 0, 1}), "xz");
    refused(write(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd, 1}), "zstd");
    refused(write(new byte[] {'B', 'Z', 'h', '9'}), "bzip2");
    refused(write(new byte[] {0x7f, 'E', 'L', 'F', 2, 1}), "binary");
    refused(write(gzip(gzip(TEXT.getBytes(StandardCharsets.UTF_8)))), "binary");
    refused(write(new byte[] {0x1f, (byte) 0x8b, 8}), "Cannot read");
    refused(directory, "is a directory");
    refused(directory.resolve("none"), "There is no file");
    refused(Path.of("/dev/zero"), "is a device");
    refused(Path.of("/dev/null"), "is a device");
  }

  @Test
  void whatIsTooLargeIsRefusedPackedOrNot() throws IOException {
    refused(write(" ".repeat(1001).getBytes(StandardCharsets.UTF_8)), "has more than");
    byte[] bomb = gzip("[".repeat(10_000_000).getBytes(StandardCharsets.UTF_8));
    Path file = write(bomb);
    assertThatThrownBy(() -> InputFile.open(file, 100_000).text())
        .hasMessageContaining("has more than");
  }

  @Test
  void aPipeIsReadOnceAndKept() throws Exception {
    Path pipe = pipe();
    Thread writer =
        new Thread(
            () -> {
              try {
                Files.writeString(pipe, TEXT);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    writer.start();
    InputFile input = InputFile.open(pipe, 1000);
    writer.join();
    assertThat(input.text()).isEqualTo(TEXT);
    assertThat(input.text()).isEqualTo(TEXT);
  }

  @Test
  void aPipeThatNobodyWritesIsNotWaitedForForEver() throws Exception {
    Path pipe = pipe();
    assertThatThrownBy(() -> PipeReading.all(pipe, 1000, 1))
        .isInstanceOf(RingbenchException.class)
        .hasMessageContaining("Nothing came through the pipe");
    try (OutputStream late = Files.newOutputStream(pipe)) { // lets the waiting thread go
      assertThat(late).isNotNull();
    }
  }

  private Path pipe() throws Exception {
    Path pipe = directory.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor(10, TimeUnit.SECONDS))
        .isTrue();
    return pipe;
  }
}
