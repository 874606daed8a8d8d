// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.platform.WorkloadSession;
import dev.ringbench.platform.Workloads;
import java.nio.file.Path;

/** Workloads of libringbench, in this process. */
final class LinuxWorkloads implements Workloads {
  private final LinuxRunFiles files;

  LinuxWorkloads(LinuxRunFiles files) {
    this.files = files;
  }

  @Override
  public LoadSnapshot load() {
    return new LinuxLoad(SystemLoad.snapshot());
  }

  /** {@link SystemLoad} as measurement sees it. */
  private record LinuxLoad(SystemLoad load) implements LoadSnapshot {
    @Override
    public String disturbanceSince(LoadSnapshot earlier) {
      return load.since(((LinuxLoad) earlier).load).disturbance();
    }

    @Override
    public Double stealSince(LoadSnapshot earlier) {
      return load.since(((LinuxLoad) earlier).load).stealFraction();
    }
  }

  @Override
  public WorkloadSession open(Path workDir) {
    Path nativeDir = files.nativeDir();
    RingbenchLibrary.load(nativeDir);
    RingbenchLibrary.endWithParent();
    return new LinuxSession(nativeDir, workDir, CpuChoice.ofThisProcess());
  }
}
