// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.visibility;

/**
 * Where on an operation's way through the kernel a sensor reads.
 *
 * @param point its short name
 * @param reads what it reads there, a sentence without its end
 */
public record ReadingPoint(String point, String reads) {}
