// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.model;

/** A distribution in short, in ns; the whole is a histogram that is stored beside it. */
public record Percentiles(
    long count, double meanNs, long p50Ns, long p99Ns, long p999Ns, long maxNs) {}
