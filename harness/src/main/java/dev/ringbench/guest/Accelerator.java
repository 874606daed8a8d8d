// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import java.util.Locale;

/** What runs the guest's instructions. */
public enum Accelerator {
  /** The processor, through /dev/kvm. */
  KVM,
  /** QEMU's translator: correct, slow, and its times compare inside one guest only. */
  TCG,
  /**
   * The same on one host thread: slower, and right where code of the kernel is replaced while
   * another CPU runs it. With a thread for each CPU such a guest may hang (seen in QEMU 7.2 with
   * nothing but the kernel's own function tracer switched on and off under load).
   */
  TCG_SINGLE,
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
