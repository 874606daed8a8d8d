// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Handoff;
import dev.ringbench.platform.SensorException;
import dev.ringbench.platform.ServiceSession;
import dev.ringbench.platform.VerdictServices;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Services of libringbench; see native/lib/service.h. */
final class LinuxVerdictServices implements VerdictServices {
  private final LinuxRunFiles files;

  LinuxVerdictServices(LinuxRunFiles files) {
    this.files = files;
  }

  @Override
  public Map<String, List<Handoff>> all() {
    Map<String, List<Handoff>> services = new LinkedHashMap<>();
    for (String name :
        List.of(
            "jna-crossing",
            "null-syscall",
            "service-in-process",
            "service-driver-ioctl",
            "service-driver-ioctl-batch")) {
      services.put(name, List.of(Handoff.NONE));
    }
    services.put("service-ring", List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU, Handoff.BUSY_POLL));
    services.put("service-unix-socket", List.of(Handoff.SAME_CPU, Handoff.OTHER_CPU));
    return services;
  }

  @Override
  public ServiceSession open(String name, Handoff handoff) throws SensorException {
    Path nativeDir = files.nativeDir();
    RingbenchLibrary.load(nativeDir);
    RingbenchLibrary.endWithParent();
    return new LinuxService(nativeDir, name, handoff, CpuChoice.ofThisProcess());
  }
}
