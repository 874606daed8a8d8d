// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What a fault is like, beyond what it is predicted to take down. The catalogue says which fault
 * has which; the native build reads the same file (native/fault/catalogue.cmake).
 */
public enum Trait {
  /** A sensor ends with the event that meets it. */
  @JsonProperty("deadly")
  DEADLY,

  /** A sensor goes on, but no further than the event that meets it. */
  @JsonProperty("stopping")
  STOPPING,

  /** Every event from the first on meets it, and not that one alone. */
  @JsonProperty("lasting")
  LASTING,

  /** No event meets it: it is done to the sensor, or is in what the sensor is given. */
  @JsonProperty("outside")
  OUTSIDE,

  /** A restart, of the sensor or of the machine, brings it back. */
  @JsonProperty("staying")
  STAYING,

  /** Ends in a SIGKILL, which for any other fault is the machine's doing. */
  @JsonProperty("killing")
  KILLING,

  /** Cannot be in a sensor that gives no verdicts. */
  @JsonProperty("needs-verdicts")
  NEEDS_VERDICTS,

  /** Its forms end differently, so that the matrix counts them apart as well. */
  @JsonProperty("forms-apart")
  FORMS_APART,

  /**
   * Its forms are degrees of one thing: every sensor has them all, and times are of all of them.
   */
  @JsonProperty("degrees")
  DEGREES
}
