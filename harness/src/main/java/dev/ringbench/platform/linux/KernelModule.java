// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.driver.DriverBuild;
import dev.ringbench.driver.Tool;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.platform.MachineChanges.Leftover;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;

/**
 * The native test driver in the running kernel. Loaded, it does nothing until a sensor process
 * attaches a hook, and nothing again when that process is gone.
 */
final class KernelModule {
  private static final String NAME = "ringbench";
  private static final long CAP_SYS_MODULE = 1L << 16;
  private static final int UNLOAD_ATTEMPTS = 30;
  private static final long UNLOAD_PAUSE_NS = 100_000_000;

  private final HostTree tree;

  KernelModule(Path root) {
    this.tree = new HostTree(root);
  }

  /**
   * Loads the driver.
   *
   * @param built its file; null: build it for the running kernel
   * @throws RingbenchException with the reason why this kernel does not take it
   */
  void load(Path built) {
    String obstacle = obstacle("root".equals(System.getProperty("user.name")));
    if (obstacle != null) {
      throw RingbenchException.machine(obstacle);
    }
    String release = tree.text("/proc/sys/kernel/osrelease");
    Path module =
        trusted(
            built == null ? DriverBuild.forKernel(release, DriverBuild.headersOf(release)) : built);
    Tool.Result result =
        Tool.run(List.of(Tool.require("insmod", "kmod").toString(), module.toString()));
    if (result.exitCode() != 0) {
      throw RingbenchException.machine(refusal(result.lastLine(), module, release));
    }
  }

  /** Where nobody but root is, and the share has the owner that the host's file system gave it. */
  private boolean inOwnGuest() {
    List<String> parameters = tree.words("/proc/cmdline", " ");
    return parameters != null
        && parameters.stream().anyMatch(word -> word.startsWith("ringbench.acceleration="));
  }

  /** What runs in the kernel is root's alone, wherever it is named or cached. */
  private Path trusted(Path module) {
    try {
      Path real = module.toRealPath();
      String trouble = inOwnGuest() ? null : TrustedPath.trouble(real, 0);
      if (trouble != null) {
        throw RingbenchException.machine(
            "The driver "
                + module
                + " is not loaded: "
                + trouble
                + ". Give one below a directory that root owns and nobody else may write (--driver),"
                + " or set XDG_CACHE_HOME to one, as /root/.cache.");
      }
      return real;
    } catch (IOException e) {
      throw RingbenchException.machine("Cannot look at " + module + ": " + e.getMessage() + ".", e);
    }
  }

  /** Removes the driver; nothing happens when it is not loaded. */
  void unload() {
    if (!isLoaded()) {
      return;
    }
    String rmmod = Tool.require("rmmod", "kmod").toString();
    Tool.Result result = Tool.run(List.of(rmmod, NAME));
    // Sensor processes that are being killed hold it for a moment.
    for (int attempt = 0; attempt < UNLOAD_ATTEMPTS && result.exitCode() != 0; attempt++) {
      LockSupport.parkNanos(UNLOAD_PAUSE_NS);
      result = Tool.run(List.of(rmmod, NAME));
    }
    if (result.exitCode() != 0) {
      throw RingbenchException.machine(
          "Cannot unload the driver: " + result.lastLine() + ". End who uses /dev/ringbench.");
    }
  }

  private boolean isLoaded() {
    List<String> modules = tree.lines("/proc/modules");
    return modules != null && modules.stream().anyMatch(line -> line.startsWith(NAME + " "));
  }

  /** A driver that a killed run has left. */
  List<Leftover> leftovers() {
    return isLoaded() ? List.of(new Leftover("kernel module " + NAME, this::unload)) : List.of();
  }

  /** Why no module can be loaded here, and what to do; null when nothing speaks against it. */
  String obstacle(boolean root) {
    if (!root) {
      return "Only root may load a kernel module. Run as root, or use `./ringbench guest run`.";
    }
    if (!mayLoad()) {
      return "This root has no CAP_SYS_MODULE, as in a container, so the kernel takes no module from"
          + " it. Give it (--cap-add SYS_MODULE), or use `./ringbench guest run`.";
    }
    if (tree.lines("/proc/modules") == null) {
      return "This kernel loads no modules (CONFIG_MODULES is off: there is no /proc/modules)."
          + " Use `./ringbench guest run`.";
    }
    if ("1".equals(tree.text("/proc/sys/kernel/modules_disabled"))) {
      return "Loading modules was switched off until reboot (kernel.modules_disabled = 1)."
          + " Reboot, or use `./ringbench guest run`.";
    }
    String lockdown = tree.chosen("/sys/kernel/security/lockdown");
    if (lockdown != null && !lockdown.equals("none")) {
      return "The kernel is locked down ("
          + lockdown
          + ", as Secure Boot does it): it takes no unsigned module. Sign the driver with a key"
          + " that is enrolled, or use `./ringbench guest run`.";
    }
    if ("Y".equals(tree.text("/sys/module/module/parameters/sig_enforce"))) {
      return "The kernel enforces module signatures (module.sig_enforce = Y) and the driver has"
          + " none. Sign it with a key that is enrolled, or use `./ringbench guest run`.";
    }
    return null;
  }

  /** Whether the capability is there; where nothing says so the kernel will. */
  private boolean mayLoad() {
    List<String> status = tree.lines("/proc/self/status");
    return status == null
        || status.stream()
            .filter(line -> line.startsWith("CapEff:"))
            .map(line -> Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16))
            .allMatch(set -> (set & CAP_SYS_MODULE) != 0);
  }

  /** What insmod's last line means. */
  static String refusal(String line, Path module, String release) {
    String lower = line.toLowerCase(Locale.ROOT);
    String why =
        lower.contains("key was rejected") || lower.contains("required key")
            ? "the kernel wants a signature that it trusts. Sign it, or use `./ringbench guest run`"
            : lower.contains("invalid module format")
                ? "it was built for another kernel than " + release + ". Build it for this one"
                : lower.contains("operation not permitted")
                    ? "the kernel refuses modules (lockdown, or a seccomp filter)."
                        + " Use `./ringbench guest run`"
                    : lower.contains("file exists")
                        ? "it is loaded already. `rmmod ringbench` and run again"
                        : line + ". See `dmesg`";
    return "The kernel does not load " + module + ": " + why + ".";
  }
}
