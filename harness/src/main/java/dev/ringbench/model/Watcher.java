// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

import java.util.Locale;

/**
 * Somebody else who watches this machine, or hooks what is measured on it.
 *
 * @param kind by which mechanism
 * @param name of the programs, processes, functions, modules or files, as the kernel shows them
 * @param reach what it does to the figures
 */
public record Watcher(Kind kind, String name, Reach reach) {
  /** By which mechanism; {@link #toString} is the name that documents store. */
  public enum Kind {
    /** BPF programs of a type that can see operations. */
    BPF("BPF program"),
    /** Functions that kprobes or ftrace hook. */
    KERNEL_HOOK("kernel hook on"),
    /** A tracer of the kernel that is on. */
    KERNEL_TRACER("kernel tracer"),
    /** A security module of the kernel that decides by a policy. */
    LSM("security module"),
    /** A kernel module that is not of the kernel's own source. */
    MODULE("out-of-tree kernel module"),
    /** The kernel's audit, with a daemon. */
    AUDIT("audit with"),
    /** A process with a fanotify group. */
    FANOTIFY("fanotify group of"),
    /** A process with a fanotify group that asks for permission. */
    FANOTIFY_PERMISSION("fanotify permission group of"),
    /** A library in every process that is linked dynamically. */
    PRELOAD("preloaded library"),
    /** A seccomp filter on this process. */
    SECCOMP("seccomp filter on"),
    /** A debugger of this process. */
    PTRACE("tracer of");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** What it does to the figures. */
  public enum Reach {
    /** It works in the baseline as in every other row: differences leave it out. */
    EVERYTHING("its work is in the baseline and in every row", "in every row"),
    /** It watches other mounts than the private ones of the benchmark. */
    OTHER_MOUNTS("it does not see the private mounts of the benchmark", "in no row"),
    /** Whether it hooks what is measured is unknown. */
    UNKNOWN("it is unknown whether it hooks what is measured", "unknown whether in any row");

    private final String sentence;
    private final String brief;

    Reach(String sentence, String brief) {
      this.sentence = sentence;
      this.brief = brief;
    }

    /** What it does, without a full stop. */
    public String sentence() {
      return sentence;
    }

    /** In which rows its work is, in a few words. */
    public String brief() {
      return brief;
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** "fanotify group of clamonacc". */
  public String text() {
    return kind.words + " " + name;
  }
}
