// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Environment;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Reads {@link Environment.Security}: what else looks at, or limits, the measured operations. */
final class SecurityFacts {

  private SecurityFacts() {}

  static Environment.Security read(HostTree tree) {
    return new Environment.Security(
        tree.words("/sys/kernel/security/lsm", ","),
        tree.chosen("/sys/kernel/security/lockdown"),
        tree.smallNumber("/proc/sys/net/core/bpf_jit_enable"),
        tree.smallNumber("/proc/sys/net/core/bpf_jit_harden"),
        tree.smallNumber("/proc/sys/kernel/unprivileged_bpf_disabled"),
        fanotifyLimits(tree),
        FanotifyScan.of(tree),
        audit(tree));
  }

  private static Map<String, Long> fanotifyLimits(HostTree tree) {
    Map<String, String> textByName = tree.textByName("/proc/sys/fs/fanotify");
    if (textByName == null) {
      return null;
    }
    Map<String, Long> limitByName = new TreeMap<>();
    textByName.forEach((name, text) -> limitByName.put(name, HostTree.parseLong(text)));
    limitByName.values().removeIf(Objects::isNull);
    return limitByName.isEmpty() ? null : limitByName;
  }

  private static String audit(HostTree tree) {
    List<String> ownFiles = tree.names("/proc/self");
    if (ownFiles != null && ownFiles.contains("status") && !ownFiles.contains("loginuid")) {
      return "absent";
    }
    List<String> parameters = tree.words("/proc/cmdline", " ");
    if (parameters == null) {
      return null;
    }
    if (parameters.contains("audit=0") || parameters.contains("audit=off")) {
      return "off at boot";
    }
    boolean on = parameters.contains("audit=1") || parameters.contains("audit=on");
    return on ? "on at boot" : null;
  }
}
