// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.guest;

import dev.ringbench.model.Architecture;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a machine for faults consists of, and the names of its files in its directory. */
final class FaultMachineDevices {
  /**
   * Sockets of its conductor and of QEMU's monitor, and one through which its state comes and goes.
   */
  static final String CONTROL = "control";

  static final String MONITOR = "monitor";
  static final String STATE = "state";
  static final String CONSOLE = "console";
  static final String DISK = "disk";

  private FaultMachineDevices() {}

  /**
   * That part of QEMU's command line.
   *
   * @param home directory of the machine alone
   * @param restored whether it waits for its state
   * @param rebooted whether a panic restarts it; else it stops it
   */
  static List<String> commandLine(
      FaultImage image,
      Path kernel,
      Path initramfs,
      Path home,
      boolean restored,
      boolean rebooted) {
    List<String> line = new ArrayList<>();
    line.addAll(List.of("-chardev", "file,id=con,path=" + Qemu.value(home.resolve(CONSOLE))));
    line.addAll(List.of("-serial", "chardev:con"));
    line.addAll(List.of("-kernel", kernel.toString()));
    line.addAll(List.of("-initrd", initramfs.toString()));
    line.addAll(List.of("-append", parameters(image.accelerator())));
    line.addAll(
        List.of(
            "-drive",
            "format=raw,if=none,id=disk,cache=unsafe,file=" + Qemu.value(home.resolve(DISK))));
    line.addAll(List.of("-device", "virtio-blk-pci,drive=disk", "-device", "virtio-serial-pci"));
    line.addAll(List.of("-chardev", socket("ctl", home.resolve(CONTROL))));
    line.addAll(List.of("-device", "virtserialport,chardev=ctl,name=ringbench.control"));
    line.addAll(List.of("-chardev", socket("mon", home.resolve(MONITOR))));
    line.addAll(List.of("-mon", "chardev=mon,mode=control"));
    line.addAll(List.of("-device", "pvpanic-pci", "-device", "i6300esb"));
    line.addAll(List.of("-watchdog-action", "inject-nmi"));
    line.addAll(
        rebooted
            ? List.of("-action", "panic=none")
            : List.of("-no-reboot", "-action", "panic=pause"));
    if (restored) {
      // A path is no word of a shell: QEMU starts nothing, and opens nothing of ours.
      line.addAll(List.of("-incoming", "unix:" + home.resolve(STATE)));
    }
    return line;
  }

  private static String socket(String id, Path path) {
    return "socket,id=" + id + ",server=on,wait=off,path=" + Qemu.value(path);
  }

  private static String parameters(Accelerator accelerator) {
    String common = "console=" + Qemu.console(Architecture.ours()) + " loglevel=8 quiet panic=-1";
    return accelerator.emulated() ? common + " mitigations=off maxcpus=1" : common;
  }
}
