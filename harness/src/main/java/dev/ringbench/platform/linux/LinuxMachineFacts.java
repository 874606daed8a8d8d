// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Environment;
import dev.ringbench.platform.MachineFacts;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What /proc, /sys, the CPU and the kernel say of this machine. */
final class LinuxMachineFacts implements MachineFacts {
  private static final int INVENTORY_TIMEOUT_SECONDS = 15;

  /** CPUID leaf 0x40000000 of QEMU without KVM. */
  private static final String EMULATOR_SIGNATURE = "TCGTCGTCG";

  private final LinuxRunFiles files;

  LinuxMachineFacts(LinuxRunFiles files) {
    this.files = files;
  }

  private JsonNode inventory() {
    return new JsonMapper()
        .readTree(
            NativeCommand.run(INVENTORY_TIMEOUT_SECONDS, files.sensorProgram(), "inventory")
                .standardOutput());
  }

  private JsonNode auditState() {
    return new JsonMapper()
        .readTree(
            NativeCommand.run(INVENTORY_TIMEOUT_SECONDS, files.sensorProgram(), "audit", "state")
                .standardOutput());
  }

  @Override
  public Environment environment() {
    JsonNode inventory = inventory();
    return new HostFacts()
        .read()
        .withBpfPrograms(
            inventory.get("readable").asBoolean() ? inventory.get("bpf_programs").size() : null)
        .withWatchers(WatcherScan.of(new HostTree(Path.of("/")), inventory, auditState()));
  }

  @Override
  public boolean emulated() {
    return inventory().get("hypervisor_signature").asString().startsWith(EMULATOR_SIGNATURE)
        || new HostFacts().guestIsEmulated();
  }

  @Override
  public List<String> warnings(Environment environment) {
    List<String> warnings = new ArrayList<>(SystemLoad.warnings(environment));
    warnings.addAll(KernelAudit.warnings());
    return warnings;
  }
}
