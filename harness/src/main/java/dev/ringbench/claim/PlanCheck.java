// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import java.util.List;

/** What the commands and the platform say of a plan, beyond the words that any plan may have. */
public interface PlanCheck {
  /** Asks nobody. */
  PlanCheck NONE =
      new PlanCheck() {
        @Override
        public String complaint(List<String> command) {
          return null;
        }

        @Override
        public boolean isRow(String id) {
          return true;
        }
      };

  /**
   * Whether a command line is one that the command takes.
   *
   * @param command with its options, each of which a plan may have
   * @return what is wrong with it, a clause; null: nothing
   */
  String complaint(List<String> command);

  /** Whether a document may have rows of that id: a sensor of ours, or a subject that ships. */
  boolean isRow(String id);
}
