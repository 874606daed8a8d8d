// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.matrix.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What of a kernel's configuration may change what a sensor costs, or whether it works. */
final class KernelConfig {
  private static final int MOST_CHARACTERS = 200;
  private static final List<String> NAMES =
      List.of(
          "CONFIG_CC_VERSION_TEXT",
          "CONFIG_PREEMPT",
          "CONFIG_PREEMPT_DYNAMIC",
          "CONFIG_PREEMPT_LAZY",
          "CONFIG_PREEMPT_NONE",
          "CONFIG_PREEMPT_RT",
          "CONFIG_PREEMPT_VOLUNTARY",
          "CONFIG_HZ",
          "CONFIG_LSM",
          "CONFIG_BPF_LSM",
          "CONFIG_BPF_JIT_ALWAYS_ON",
          "CONFIG_DEBUG_INFO_BTF",
          "CONFIG_DYNAMIC_FTRACE_WITH_ARGS",
          "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS",
          "CONFIG_FPROBE",
          "CONFIG_KPROBES",
          "CONFIG_KPROBES_ON_FTRACE",
          "CONFIG_LIVEPATCH",
          "CONFIG_AUDITSYSCALL",
          "CONFIG_FANOTIFY_ACCESS_PERMISSIONS",
          "CONFIG_SECCOMP_FILTER",
          "CONFIG_CONNECTOR",
          "CONFIG_NET_9P",
          "CONFIG_CALL_DEPTH_TRACKING",
          "CONFIG_MITIGATION_CALL_DEPTH_TRACKING",
          "CONFIG_PAGE_TABLE_ISOLATION",
          "CONFIG_MITIGATION_PAGE_TABLE_ISOLATION",
          "CONFIG_RETPOLINE",
          "CONFIG_MITIGATION_RETPOLINE",
          "CONFIG_X86_KERNEL_IBT",
          "CONFIG_CFI_CLANG",
          "CONFIG_RANDOMIZE_KSTACK_OFFSET_DEFAULT",
          "CONFIG_INIT_ON_ALLOC_DEFAULT_ON",
          "CONFIG_HARDENED_USERCOPY",
          "CONFIG_SLAB_FREELIST_HARDENED",
          "CONFIG_VMAP_STACK",
          "CONFIG_SECURITY_APPARMOR",
          "CONFIG_SECURITY_LANDLOCK",
          "CONFIG_SECURITY_SELINUX",
          "CONFIG_SECURITY_TOMOYO");

  private KernelConfig() {}

  /** Of the file that a distribution installs beside the kernel; null: there is none. */
  static Map<String, String> read(Path file) {
    Map<String, String> found = new TreeMap<>();
    if (file == null) {
      return found;
    }
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
        int equals = line.indexOf('=');
        if (equals > 0 && NAMES.contains(line.substring(0, equals))) {
          String value = line.substring(equals + 1).replaceFirst("^\"(.*)\"$", "$1");
          found.put(
              line.substring(0, equals),
              value.substring(0, Math.min(MOST_CHARACTERS, value.length())));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("read " + file, e);
    }
    return found;
  }
}
