// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

/** Somebody who gives a verdict on one event record; see native/lib/service.h. */
public interface ServiceSession extends AutoCloseable {
  /**
   * Hands over the record, or a batch of them.
   *
   * @return how many were refused; negative: an errno, and the service is of no use any more
   */
  int submit();

  /** Records handed over by one {@link #submit}. */
  int batch();

  @Override
  void close();
}
