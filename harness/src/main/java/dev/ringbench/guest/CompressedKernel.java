// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.Tool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * A bzImage is a small loader with the compressed kernel behind it (as scripts/extract-vmlinux).
 */
final class CompressedKernel {
  private static final byte[] ELF = {0x7f, 'E', 'L', 'F'};

  /** How a stream of each kind begins, in hex, and who unpacks it; what follows it is ignored. */
  private record Packer(String magic, List<String> command) {
    byte[] bytes() {
      return HexFormat.of().parseHex(magic);
    }
  }

  private static final List<Packer> PACKERS =
      List.of(
          new Packer("fd377a585a00", List.of("xz", "-dcq", "--single-stream")),
          new Packer("28b52ffd", List.of("zstd", "-dcq")),
          new Packer("1f8b08", List.of("gzip", "-dcq")),
          new Packer("02214c18", List.of("lz4", "-dcq")));

  private CompressedKernel() {}

  /** Name "Xen" and type 18 of an ELF note, without its sizes: XEN_ELFNOTE_PHYS32_ENTRY. */
  private static final byte[] PVH_NOTE = HexFormat.of().parseHex("1200000058656e00");

  /**
   * Whether {@code to} now holds the ELF kernel of {@code image}, with the entry that QEMU starts
   * such a kernel at (CONFIG_PVH).
   */
  static boolean unpack(Path image, Path to) throws IOException {
    byte[] bytes = Files.readAllBytes(image);
    if (startsWith(bytes, 0, ELF)) {
      Files.write(to, bytes);
      return isBootable(to);
    }
    for (Packer packer : PACKERS) {
      if (Tool.find(packer.command().get(0)).isEmpty()) {
        continue;
      }
      for (int at = find(bytes, packer.bytes(), 0);
          at >= 0;
          at = find(bytes, packer.bytes(), at + 1)) {
        pipe(packer.command(), bytes, at, to);
        if (isElf(to)) {
          return isBootable(to);
        }
      }
    }
    Files.deleteIfExists(to);
    return false;
  }

  /** The exit status says nothing: every packer complains of what follows its stream. */
  private static void pipe(List<String> command, byte[] bytes, int from, Path to)
      throws IOException {
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(to.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (OutputStream in = process.getOutputStream()) {
      in.write(bytes, from, bytes.length - from);
    } catch (IOException e) {
      // It has what it wanted, and closed the pipe.
    }
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isBootable(Path kernel) throws IOException {
    return find(Files.readAllBytes(kernel), PVH_NOTE, 0) >= 0;
  }

  private static boolean isElf(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return startsWith(in.readNBytes(ELF.length), 0, ELF);
    }
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] wanted) {
    return bytes.length >= at + wanted.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private static int find(byte[] bytes, byte[] wanted, int from) {
    for (int at = from; at <= bytes.length - wanted.length; at++) {
      if (bytes[at] == wanted[0] && startsWith(bytes, at, wanted)) {
        return at;
      }
    }
    return -1;
  }
}
