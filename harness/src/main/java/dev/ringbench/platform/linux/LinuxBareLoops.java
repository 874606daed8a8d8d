// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Handoff;
import dev.ringbench.platform.BareLoops;
import dev.ringbench.platform.SensorException;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Loops of {@code ringbench-bare}. */
final class LinuxBareLoops implements BareLoops {
  private static final int TIMEOUT_SECONDS = 30;

  private final LinuxRunFiles files;

  LinuxBareLoops(LinuxRunFiles files) {
    this.files = files;
  }

  @Override
  public List<String> names() {
    return List.of(
        "handoff",
        "fanotify-permission",
        "seccomp-notify",
        "inotify",
        "fanotify-notify",
        "bpf-tracepoint",
        "bpf-tp-btf",
        "perf-tracepoint",
        "ptrace",
        "seccomp-filter");
  }

  @Override
  public Result run(String loop, Handoff handoff, int count, Path workDir) throws SensorException {
    CpuChoice cpus = CpuChoice.ofThisProcess();
    NativeCommand.Output output =
        NativeCommand.run(
            TIMEOUT_SECONDS,
            files.nativeDir().resolve("ringbench-bare"),
            loop,
            handoff.nativeCode(),
            cpus.workload(),
            cpus.sensor(),
            count,
            workDir);
    if (!output.standardOutput().startsWith("{")) {
      throw new SensorException("bare loop: " + output.describe(), "see `dmesg`");
    }
    JsonNode result = new JsonMapper().readTree(output.standardOutput());
    if (output.exitCode() != 0) {
      throw new SensorException(
          "bare loop: " + result.get("reason").asString(), result.get("remedy").asString());
    }
    return new Result(
        result.get("with_p50_ns").asDouble() - result.get("without_p50_ns").asDouble(),
        result.get("with_mean_ns").asDouble() - result.get("without_mean_ns").asDouble(),
        result.get("with_per_second").asDouble());
  }
}
