// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

/**
 * What disturbed a measurement, between two {@link SystemLoad} snapshots. Tick counts are sums over
 * all CPUs; a tick is 10 ms on most kernels, so an interval of a few ticks gives a coarse fraction.
 *
 * @param stealFraction the share of all CPU time, 0 to 1, that the hypervisor gave to others; null:
 *     /proc/stat unread, or not one tick passed. A hypervisor that does not report steal time to
 *     its guests reads 0
 * @param busyTicks ticks in which any CPU worked for anybody on this machine, ours included; null:
 *     /proc/stat unread or inconsistent
 * @param throttleEvents thermal throttling events, summed over CPUs; null: the kernel does not
 *     count them here, or the set of CPUs changed
 * @param disturbance what disturbs and what to do, in a sentence; null: nothing known reached a
 *     threshold. Null is no proof of quiet while the figures above are null
 */
public record Interference(
    Double stealFraction, Long busyTicks, Long throttleEvents, String disturbance) {}
