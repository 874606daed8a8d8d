// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/** What a sensor may do about an operation. */
public enum Mode {
  /** Is told about it. */
  NOTIFY,
  /** May refuse it. */
  AUTH,
  /** Neither: baselines and floors. */
  NONE
}
