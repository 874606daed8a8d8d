// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.Tool;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What every machine of ours begins its command line with. */
final class Qemu {
  private Qemu() {}

  static boolean isArm() {
    return System.getProperty("os.arch").equals("aarch64");
  }

  static Path program() {
    boolean arm = isArm();
    return Tool.require(
        arm ? "qemu-system-aarch64" : "qemu-system-x86_64",
        arm ? "qemu-system-arm" : "qemu-system-x86");
  }

  /**
   * A machine without any device, that the kernel kills when the calling thread ends.
   *
   * @param devices what else its command line says
   */
  static List<String> commandLine(
      Confinement confinement, Accelerator accelerator, int memoryMib, List<String> devices) {
    boolean arm = isArm();
    List<String> line = new ArrayList<>();
    line.add(program().toString());
    line.addAll(List.of("-M", arm ? "virt" : "q35", "-m", Integer.toString(memoryMib)));
    line.addAll(processor(accelerator, arm));
    line.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none"));
    line.addAll(devices);
    return confinement.around(accelerator == Accelerator.KVM, line);
  }

  /** A value of an option: its commas are doubled, see qemu(1). */
  static String value(Path path) {
    return path.toString().replace(",", ",,");
  }

  private static List<String> processor(Accelerator accelerator, boolean arm) {
    return switch (accelerator) {
      case KVM -> List.of("-accel", "kvm", "-cpu", "host", "-smp", "2");
      // An old model: a kernel works around less of it, and that is faster to emulate.
      case TCG ->
          List.of("-accel", "tcg,thread=multi", "-cpu", arm ? "max" : "Nehalem", "-smp", "2");
      case TCG_SINGLE ->
          List.of("-accel", "tcg,thread=single", "-cpu", arm ? "max" : "Nehalem", "-smp", "2");
      case TCG_COUNTING ->
          List.of(
              "-accel",
              "tcg,thread=single",
              "-icount",
              "shift=0,sleep=off",
              "-cpu",
              arm ? "max" : "Nehalem",
              "-smp",
              "1");
    };
  }
}
