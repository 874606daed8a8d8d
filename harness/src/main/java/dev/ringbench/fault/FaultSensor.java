// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import dev.ringbench.model.Placement;
import dev.ringbench.model.RingbenchException;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A sensor that has a faulty build.
 *
 * @param id as in {@code ringbench list}
 * @param enforcing whether it can refuse
 * @param host whether its faults are run on a host; kernel code that nobody verified never is
 * @param guest whether they are run in the disposable guest
 */
public record FaultSensor(
    String id, Architecture architecture, boolean enforcing, boolean host, boolean guest) {
  /** In the order of reports: from the kernel outwards. */
  public static final List<FaultSensor> ALL =
      List.of(
          new FaultSensor("module-ftrace", Architecture.MODULE, false, false, true),
          new FaultSensor("module-ftrace-auth", Architecture.MODULE, true, false, true),
          new FaultSensor("module-rust", Architecture.MODULE_RUST, true, false, true),
          new FaultSensor(
              "module-rust-fallible", Architecture.MODULE_RUST_FALLIBLE, true, false, true),
          new FaultSensor("module-guarded", Architecture.MODULE_GUARDED, true, false, true),
          new FaultSensor("bpf-lsm", Architecture.BPF, false, false, true),
          new FaultSensor("bpf-lsm-auth", Architecture.BPF, true, false, true),
          new FaultSensor("bpf-tracepoint", Architecture.BPF, false, true, true),
          new FaultSensor(
              "fanotify-permission", Architecture.FANOTIFY_PERMISSION, true, true, true),
          new FaultSensor("seccomp-notify", Architecture.SECCOMP_NOTIFY, true, true, true),
          new FaultSensor("fanotify-notify-fd", Architecture.FANOTIFY_NOTIFY, false, true, true),
          new FaultSensor("interposition", Architecture.INTERPOSITION, true, true, true));

  /** Where that sensor decides; null: nobody knows it. */
  public static Placement placementOf(String id) {
    return ALL.stream()
        .filter(sensor -> sensor.id.equals(id))
        .map(sensor -> sensor.architecture.placement())
        .findFirst()
        .orElse(null);
  }

  /** Whether that sensor cannot refuse; false: it can, or nobody knows it. */
  public static boolean watchesOnly(String id) {
    return ALL.stream().anyMatch(sensor -> sensor.id.equals(id) && !sensor.enforcing);
  }

  /**
   * The sensor of that name.
   *
   * @throws RingbenchException when there is none
   */
  public static FaultSensor of(String id) {
    return ALL.stream()
        .filter(sensor -> sensor.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                RingbenchException.badInput(
                    "--sensors "
                        + id
                        + ": no faulty build of such a sensor. There are "
                        + ALL.stream().map(FaultSensor::id).collect(Collectors.joining(", "))
                        + "."));
  }
}
