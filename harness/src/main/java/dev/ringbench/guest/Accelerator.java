// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import java.util.Locale;

/** What runs the guest's instructions. */
public enum Accelerator {
  /** The processor, through /dev/kvm. */
  KVM,
  /** QEMU's translator: correct, slow, and its times compare inside one guest only. */
  TCG,
  /** The translator with one CPU on which one nanosecond passes with each instruction. */
  TCG_COUNTING;

  /** Whether an emulator runs it. */
  public boolean emulated() {
    return this != KVM;
  }

  /** What the guest finds as {@code ringbench.acceleration=} on its command line. */
  String parameter() {
    return this == KVM ? "kvm" : "tcg";
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
