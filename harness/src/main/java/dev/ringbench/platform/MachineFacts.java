// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Environment;
import java.util.List;

/** What about this machine may change figures. */
public interface MachineFacts {
  /** Whether an emulator runs this machine, so that its times mean nothing outside of it. */
  boolean emulated();

  /** What may change figures on this machine. */
  Environment environment();

  /** What about the machine may spoil figures, and what to do about it: one sentence each. */
  List<String> warnings(Environment environment);
}
