// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

/**
 * A sensor that is not ours.
 *
 * @param sensor its id, of one of the document's sensors
 * @param title what people call it
 * @param version as its own program says; null: it does not
 * @param sha256 of its description, in hexadecimal digits
 */
public record AskedSubject(String sensor, String title, String version, String sha256) {}
