// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import com.fasterxml.jackson.annotation.JsonValue;

/** A column of the catalogue: predictions are made for these. */
public enum Architecture {
  MODULE("module"),
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
    return this == MODULE || this == BPF;
  }
}
