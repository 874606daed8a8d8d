// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.ringbench.model.Handoff;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.ServiceSession;
import java.nio.file.Path;

/** struct rb_service of libringbench.so. */
final class LinuxService implements ServiceSession {
  private static final int TEXT_BYTES = 256;

  private final Pointer service;

  LinuxService(Path nativeDir, String name, Handoff handoff, CpuChoice cpus)
      throws SensorException {
    byte[] reason = new byte[TEXT_BYTES];
    byte[] remedy = new byte[TEXT_BYTES];
    service =
        RingbenchLibrary.rb_service_open(
            name,
            handoff.nativeCode(),
            nativeDir.toString(),
            cpus.workload(),
            cpus.sensor(),
            reason,
            remedy);
    if (service == null) {
      throw new SensorException(Native.toString(reason), Native.toString(remedy));
    }
  }

  @Override
  public int submit() {
    return RingbenchLibrary.rb_service_submit(service);
  }

  @Override
  public int batch() {
    return RingbenchLibrary.rb_service_batch(service);
  }

  @Override
  public void close() {
    RingbenchLibrary.rb_service_close(service);
  }
}
