// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Why a kernel takes no module of ours, on machines made of files. */
class KernelModuleTest {
  private static final Path MODULE = Path.of("ringbench.ko");

  @TempDir Path root;

  @BeforeEach
  void aKernelThatTakesModules() throws IOException {
    write("/proc/modules", "");
    write("/proc/sys/kernel/modules_disabled", "0\n");
    write("/sys/kernel/security/lockdown", "[none] integrity confidentiality\n");
    write("/sys/module/module/parameters/sig_enforce", "N\n");
  }

  private void write(String file, String text) throws IOException {
    Path path = root.resolve(file.substring(1));
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private String obstacle() {
    return new KernelModule(root).obstacle(true);
  }

  @Test
  void nothingSpeaksAgainstAnOrdinaryKernel() {
    assertThat(obstacle()).isNull();
  }

  @Test
  void onlyRootMay() {
    assertThat(new KernelModule(root).obstacle(false)).contains("Only root", "guest run");
  }

  @Test
  void rootOfAContainerLacksTheCapability() throws IOException {
    write("/proc/self/status", "Name:\tjava\nCapEff:\t00000000a80425fb\n");
    assertThat(obstacle()).contains("CAP_SYS_MODULE", "--cap-add", "guest run");
    write("/proc/self/status", "CapEff:\t000001ffffffffff\n");
    assertThat(obstacle()).isNull();
  }

  @Test
  void aKernelWithoutModules() throws IOException {
    Files.delete(root.resolve("proc/modules"));
    assertThat(obstacle()).contains("CONFIG_MODULES is off", "guest run");
  }

  @Test
  void modulesSwitchedOffUntilReboot() throws IOException {
    write("/proc/sys/kernel/modules_disabled", "1\n");
    assertThat(obstacle()).contains("kernel.modules_disabled = 1", "guest run");
  }

  @Test
  void lockdownAsSecureBootDoesIt() throws IOException {
    write("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
    assertThat(obstacle()).contains("locked down (integrity", "Secure Boot", "guest run");
  }

  @Test
  void enforcedSignatures() throws IOException {
    write("/sys/module/module/parameters/sig_enforce", "Y\n");
    assertThat(obstacle()).contains("enforces module signatures", "guest run");
  }

  @Test
  void whatInsmodSaysIsExplained() {
    String prefix = "insmod: ERROR: could not insert module ringbench.ko: ";
    assertThat(KernelModule.refusal(prefix + "Key was rejected by service", MODULE, "6.1"))
        .contains("a signature that it trusts");
    assertThat(KernelModule.refusal(prefix + "Invalid module format", MODULE, "6.1"))
        .contains("built for another kernel than 6.1");
    assertThat(KernelModule.refusal(prefix + "Operation not permitted", MODULE, "6.1"))
        .contains("lockdown");
    assertThat(KernelModule.refusal(prefix + "File exists", MODULE, "6.1"))
        .contains("loaded already");
    assertThat(KernelModule.refusal(prefix + "Cannot allocate memory", MODULE, "6.1"))
        .contains("Cannot allocate memory", "dmesg");
  }

  @Test
  void aDriverThatAKilledRunLeftIsALeftover() throws IOException {
    assertThat(new KernelModule(root).leftovers()).isEmpty();
    write("/proc/modules", "ringbench 28672 0 - Live 0x0 (OE)\nringbenchlike 1 0 - Live 0x0\n");
    assertThat(new KernelModule(root).leftovers())
        .singleElement()
        .satisfies(left -> assertThat(left.description()).isEqualTo("kernel module ringbench"));
  }
}
