// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;

/** What {@code --arch} of guests may say. */
final class ArchitectureOption {
  private ArchitectureOption() {}

  /**
   * The architecture of that name.
   *
   * @throws RingbenchException when there is none
   */
  static Architecture named(String name) {
    return Architecture.named(name)
        .orElseThrow(() -> RingbenchException.badInput("--arch " + name + ": use amd64 or arm64."));
  }
}
