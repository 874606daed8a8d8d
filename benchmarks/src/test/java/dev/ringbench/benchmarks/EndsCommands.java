// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Ends what a test has started and not waited for: else the next finds the run lock held. */
final class EndsCommands implements AfterEachCallback {
  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    Ringbench.endOwn();
  }
}
