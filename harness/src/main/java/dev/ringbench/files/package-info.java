// SPDX-License-Identifier: Apache-2.0
/**
 * The one place that opens files for others: bounded reads of what strangers wrote, and writes that
 * replace nothing by mistake and follow no link that another user planted.
 */
package dev.ringbench.files;
