// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.driver.Tool;
import dev.ringbench.model.Architecture;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What every machine of ours begins its command line with. */
final class Qemu {
  private Qemu() {}

  /**
   * The emulator of machines of that architecture.
   *
   * @throws RingbenchException naming the package that has it
   */
  static Path program(Architecture architecture) {
    return Tool.require(
        "qemu-system-" + architecture.machine(),
        architecture == Architecture.ARM64 ? "qemu-system-arm" : "qemu-system-x86");
  }

  /** The kernel's name of the first serial port, which is the console. */
  static String console(Architecture architecture) {
    return architecture == Architecture.ARM64 ? "ttyAMA0" : "ttyS0";
  }

  /** The words for one more serial port, whose other end is that character device. */
  static List<String> serialPort(Architecture architecture, String chardev) {
    // The machine "virt" has one port of its own, the console's.
    return architecture == Architecture.ARM64
        ? List.of("-device", "pci-serial,chardev=" + chardev)
        : List.of("-serial", "chardev:" + chardev);
  }

  /** The kernel's names of the first two such ports. */
  static String serialPorts(Architecture architecture) {
    return architecture == Architecture.ARM64 ? "ttyS0 ttyS1\n" : "ttyS1 ttyS2\n";
  }

  /**
   * A machine without any device, that the kernel kills when the calling thread ends.
   *
   * @param devices what else its command line says
   */
  static List<String> commandLine(
      Confinement confinement,
      Architecture architecture,
      Accelerator accelerator,
      int memoryMib,
      List<String> devices) {
    boolean arm = architecture == Architecture.ARM64;
    List<String> line = new ArrayList<>();
    line.add(program(architecture).toString());
    line.addAll(List.of("-M", arm ? "virt" : "q35", "-m", Integer.toString(memoryMib)));
    line.addAll(processor(accelerator, arm ? "cortex-a72" : "Nehalem"));
    line.addAll(List.of("-nodefaults", "-no-user-config", "-display", "none"));
    line.addAll(devices);
    return confinement.around(accelerator == Accelerator.KVM, line);
  }

  /** A value of an option: its commas are doubled, see qemu(1). */
  static String value(Path path) {
    return path.toString().replace(",", ",,");
  }

  /**
   * {@code model}: an old one, which does not change with the emulator's version: a kernel works
   * around less of it, and that is faster to emulate.
   */
  private static List<String> processor(Accelerator accelerator, String model) {
    return switch (accelerator) {
      case KVM -> List.of("-accel", "kvm", "-cpu", "host", "-smp", "2");
      case TCG -> List.of("-accel", "tcg,thread=multi", "-cpu", model, "-smp", "2");
      case TCG_SINGLE -> List.of("-accel", "tcg,thread=single", "-cpu", model, "-smp", "2");
      case TCG_COUNTING ->
          List.of(
              "-accel",
              "tcg,thread=single",
              "-icount",
              "shift=0,sleep=off",
              "-cpu",
              model,
              "-smp",
              "1");
    };
  }
}
