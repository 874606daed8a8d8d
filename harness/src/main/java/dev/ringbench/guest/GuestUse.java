// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What a guest is booted for, and what its kernel has to bring along for that. */
public enum GuestUse {
  /** A command, with the files of the host. */
  COMMAND(
      "reaches no files of this machine",
      "virtio_pci 9pnet_virtio 9p overlay",
      "pvpanic-pci virtio_console"),

  /** Faulty sensors, in a machine that is saved and restored. */
  FAULTS(
      "has no disk, or no way to speak to us",
      "virtio_pci virtio_blk virtio_console ext4",
      "crc32c_generic pvpanic-pci i6300esb");

  private final String otherwise;
  private final String required;
  private final String wanted;

  GuestUse(String otherwise, String required, String wanted) {
    this.otherwise = otherwise;
    this.required = required;
    this.wanted = wanted;
  }

  /** What a guest without the required modules is like, to be read after "a guest". */
  String otherwise() {
    return otherwise;
  }

  /** For native/guest/initramfs: what is loaded, in this order. */
  String modules() {
    return required + " " + wanted;
  }

  /**
   * Which of the required modules are neither there nor built in.
   *
   * @param directory as in /lib/modules; empty for one that does not say what is built in
   */
  List<String> missing(Path directory) {
    Path builtin = directory.resolve("modules.builtin");
    if (!Files.isReadable(builtin)) {
      return List.of();
    }
    Set<String> there = new HashSet<>();
    try {
      for (Path list : List.of(builtin, directory.resolve("modules.dep"))) {
        if (!Files.isReadable(list)) {
          continue; // of a kernel that is only half installed
        }
        for (String line : Files.readAllLines(list, StandardCharsets.ISO_8859_1)) {
          there.add(moduleIn(line));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("read " + directory, e);
    }
    return Stream.of(required.split(" ", -1))
        .filter(module -> !there.contains(underscored(module)))
        .toList();
  }

  /** Of "kernel/fs/9p/9p.ko.xz: kernel/...": 9p. */
  private static String moduleIn(String line) {
    String path = line.split(":", 2)[0];
    return underscored(path.substring(path.lastIndexOf('/') + 1).replaceFirst("\\.ko.*$", ""));
  }

  private static String underscored(String module) {
    return module.replace('-', '_');
  }
}
