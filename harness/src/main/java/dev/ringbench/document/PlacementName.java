// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.model.Placement;

/** Placements in words, for readers who do not know the constants of documents. */
public final class PlacementName {
  private PlacementName() {}

  /** Short enough for a table's first column. */
  public static String of(Placement placement) {
    return switch (placement) {
      case BASELINE -> "no sensor";
      case FLOOR -> "empty hook (floor)";
      case KERNEL_NATIVE -> "kernel, native code";
      case KERNEL_VERIFIED -> "kernel, verified code";
      case USER_SYNC -> "user mode, asked";
      case USER_ASYNC -> "user mode, told";
      case IN_PROCESS -> "in the process";
    };
  }

  /** The same in at most eleven characters, for a terminal. */
  public static String brief(Placement placement) {
    return switch (placement) {
      case BASELINE -> "no sensor";
      case FLOOR -> "floor";
      case KERNEL_NATIVE -> "module";
      case KERNEL_VERIFIED -> "kernel";
      case USER_SYNC -> "user, asked";
      case USER_ASYNC -> "user, told";
      case IN_PROCESS -> "process";
    };
  }

  /** What the name means, as half a sentence. */
  public static String meaning(Placement placement) {
    return switch (placement) {
      case BASELINE -> "nothing watches";
      case FLOOR -> "the cheapest possible thing at a hook";
      case KERNEL_NATIVE -> "a kernel module decides";
      case KERNEL_VERIFIED -> "a BPF program or a seccomp filter decides in the kernel";
      case USER_SYNC -> "the caller waits for the verdict of a process";
      case USER_ASYNC -> "a process gets an event, and the caller does not wait for a verdict";
      case IN_PROCESS -> "code inside the monitored process decides";
    };
  }

  /** Whether a sensor decides there: neither a baseline nor a floor. */
  public static boolean isOfSensor(Placement placement) {
    return placement != null && placement != Placement.BASELINE && placement != Placement.FLOOR;
  }
}
