// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.RingbenchException;

/** A part of something, as a person types it. */
final class Percentage {
  private Percentage() {}

  /**
   * "5%" as 0.05.
   *
   * @param option that it was given for
   * @param text null: it was not given
   * @throws RingbenchException bad input: no percentage between 0 and 100
   */
  static Double of(String option, String text) {
    if (text == null) {
      return null;
    }
    String number = text.strip().replaceFirst(" ?%$", "");
    if (!number.equals(text.strip()) && number.matches("[0-9]{1,3}(\\.[0-9]{1,6})?")) {
      double percent = Double.parseDouble(number);
      if (percent > 0 && percent <= 100) {
        return percent / 100;
      }
    }
    throw RingbenchException.badInput(
        option + " '" + text + "': give a percentage above 0, such as 5%.");
  }
}
