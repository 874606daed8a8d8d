// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

/**
 * The disposable machine that defects ran in.
 *
 * @param kernel its release
 * @param accelerator what ran its instructions: "kvm" or an emulator's
 */
public record Guest(String kernel, String accelerator) {}
