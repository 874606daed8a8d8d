// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper;

/** Who can do an attack. */
public enum Attacker {
  /** Of the control. */
  NOBODY("nobody"),
  /** Without any capability. */
  USER("user"),
  /** Without code in the kernel. */
  ROOT("root"),
  /** Root that can load modules. */
  KERNEL("kernel");

  private final String id;

  Attacker(String id) {
    this.id = id;
  }

  @Override
  public String toString() {
    return id;
  }
}
