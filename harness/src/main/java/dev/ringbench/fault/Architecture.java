// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import com.fasterxml.jackson.annotation.JsonValue;
import dev.ringbench.model.Placement;

/** A column of the catalogue: predictions are made for these. */
public enum Architecture {
  MODULE("module"),
  MODULE_RUST("module-rust"),
  MODULE_RUST_FALLIBLE("module-rust-fallible"),
  MODULE_GUARDED("module-guarded"),
  BPF("bpf"),
  FANOTIFY_PERMISSION("fanotify-permission"),
  SECCOMP_NOTIFY("seccomp-notify"),
  FANOTIFY_NOTIFY("fanotify-notify"),
  INTERPOSITION("interposition");

  private final String label;

  Architecture(String label) {
    this.label = label;
  }

  /** As in the catalogue. */
  @JsonValue
  public String label() {
    return label;
  }

  /** Whether its decision is made by code of the kernel. */
  public boolean inKernel() {
    return placement() == Placement.KERNEL_NATIVE || placement() == Placement.KERNEL_VERIFIED;
  }

  /** Whether the driver has it only where there was a Rust compiler to build it. */
  public boolean inRust() {
    return this == MODULE_RUST || this == MODULE_RUST_FALLIBLE;
  }

  /** Where its sensors decide. */
  public Placement placement() {
    return switch (this) {
      case MODULE, MODULE_RUST, MODULE_RUST_FALLIBLE, MODULE_GUARDED -> Placement.KERNEL_NATIVE;
      case BPF -> Placement.KERNEL_VERIFIED;
      case FANOTIFY_PERMISSION, SECCOMP_NOTIFY -> Placement.USER_SYNC;
      case FANOTIFY_NOTIFY -> Placement.USER_ASYNC;
      case INTERPOSITION -> Placement.IN_PROCESS;
    };
  }
}
