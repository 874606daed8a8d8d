// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.RingbenchException;
import java.util.Locale;
import java.util.ServiceLoader;

/** Picks the platform of this machine. */
public final class Platforms {
  private Platforms() {}

  /**
   * The platform of this machine.
   *
   * @throws RingbenchException UNSUPPORTED, on a system that nobody has written a back end for
   */
  public static SensorPlatform current() {
    String os = System.getProperty("os.name");
    for (SensorPlatform platform : ServiceLoader.load(SensorPlatform.class)) {
      if (platform.name().toLowerCase(Locale.ROOT).equals(os.toLowerCase(Locale.ROOT))) {
        return platform;
      }
    }
    throw RingbenchException.machine(
        "UNSUPPORTED: there are no sensors for "
            + os
            + " yet. Measure on Linux; `report` and `export` work here with its result files.");
  }
}
