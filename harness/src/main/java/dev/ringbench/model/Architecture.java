// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import java.util.Optional;
import java.util.stream.Stream;

/** A processor architecture that a guest may have, by the names that others have for it. */
public enum Architecture {
  /** 64-bit x86. */
  AMD64("amd64", "x86_64", "x86", "x86-64"),
  /** 64-bit Arm. */
  ARM64("arm64", "aarch64", "arm64", "aarch64");

  private final String debian;
  private final String machine;
  private final String kernel;
  private final String jna;

  Architecture(String debian, String machine, String kernel, String jna) {
    this.debian = debian;
    this.machine = machine;
    this.kernel = kernel;
    this.jna = jna;
  }

  /** That of this machine; what is none of these counts as the first. */
  public static Architecture ours() {
    return System.getProperty("os.arch").equals(ARM64.machine) ? ARM64 : AMD64;
  }

  /** Whether programs of it run here. */
  public boolean isOurs() {
    return this == ours();
  }

  /** The one that a name of a package or of a kernel's release has as a word; empty: none. */
  public static Optional<Architecture> inName(String name) {
    return Stream.of(values())
        .filter(one -> Stream.of(name.split("-", -1)).anyMatch(one.debian::equals))
        .findFirst();
  }

  /** The one that Debian calls so; empty: none. */
  public static Optional<Architecture> named(String debian) {
    return Stream.of(values()).filter(one -> one.debian.equals(debian)).findFirst();
  }

  /** As {@code uname -m} prints it. */
  public String machine() {
    return machine;
  }

  /** {@code ARCH} of the kernel's makefiles. */
  public String kernel() {
    return kernel;
  }

  /** Of compilers and of directories of libraries: "aarch64-linux-gnu". */
  public String triplet() {
    return machine + "-linux-gnu";
  }

  /** The folder of the jar, or of an installed build, that has our native files. */
  public String nativeFolder() {
    return "linux-" + jna;
  }

  /** Debian's name. */
  @Override
  public String toString() {
    return debian;
  }
}
