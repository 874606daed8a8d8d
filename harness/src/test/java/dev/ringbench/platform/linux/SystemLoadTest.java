// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Compares snapshots of recorded machines, and judges recorded environments. */
class SystemLoadTest {

  private static final SystemLoad AMD_VM = snapshot("amd-vm");
  private static final SystemLoad INTEL_LAPTOP = snapshot("intel-laptop");
  private static final SystemLoad NOTHING = snapshot("nothing-readable");

  @Test
  void aSnapshotSumsTheTicksOfAllCpus() {
    assertThat(AMD_VM).isEqualTo(new SystemLoad(7L, 321784L, 319341L, 0.42, null, 2, 1.25));
  }

  @Test
  void throttlingIsSummedOverCpusWhereItIsCounted() {
    assertThat(INTEL_LAPTOP.throttleEvents()).isEqualTo(6);
    assertThat(INTEL_LAPTOP.cpuPressureAvg10()).as("no PSI").isNull();
  }

  @Test
  void whatCannotBeReadIsNullAndNeverZero() {
    assertThat(NOTHING).isEqualTo(new SystemLoad(null, null, null, null, null, null, null));
    assertThat(NOTHING.since(NOTHING)).isEqualTo(new Interference(null, null, null, null));
    assertThat(AMD_VM.since(NOTHING)).isEqualTo(new Interference(null, null, null, null));
  }

  @Test
  void stolenTimeIsAFractionOfAllCpuTimeAndSaysWhatToDo() {
    Interference interference = snapshot("amd-vm-later").since(AMD_VM);

    assertThat(interference.stealFraction()).isCloseTo(0.032, within(1e-9));
    assertThat(interference.busyTicks()).isEqualTo(400);
    assertThat(interference.disturbance())
        .isEqualTo(
            "steal time 3.2 %: the hypervisor gave our CPUs to others;"
                + " repeat on a quiet or dedicated machine");
  }

  @Test
  void stealAtTheLimitIsNoDisturbance() {
    SystemLoad before = ticks(0, 0, 0);

    assertThat(ticks(10, 1000, 500).since(before).disturbance()).isNull();
    assertThat(ticks(11, 1000, 500).since(before).disturbance()).startsWith("steal time 1.1 %");
  }

  @Test
  void throttlingSaysHowOftenAndWhatToDo() {
    Interference interference = snapshot("intel-laptop-hot").since(INTEL_LAPTOP);

    assertThat(interference.stealFraction()).isZero();
    assertThat(interference.throttleEvents()).isEqualTo(12);
    assertThat(interference.disturbance())
        .isEqualTo(
            "thermal throttling, 12 events: the CPUs slowed down to cool;"
                + " let the machine cool, turn boost off, and repeat");
  }

  @Test
  void anIntervalWithinOneTickHasNoStealFraction() {
    assertThat(AMD_VM.since(AMD_VM)).isEqualTo(new Interference(null, 0L, null, null));
  }

  @Test
  void countersThatWentBackAreUnknown() {
    assertThat(AMD_VM.since(snapshot("amd-vm-later")))
        .isEqualTo(new Interference(null, null, null, null));
  }

  @Test
  void aQuietGuestIsOnlyWarnedThatItIsOne() {
    assertThat(SystemLoad.warnings(HostFactsTest.read("amd-vm")))
        .containsExactly(
            "this machine is a guest (hypervisor: kvm): absolute numbers are this guest's,"
                + " compare only what was measured in it");
  }

  @Test
  void aLaptopAsBoughtIsWarnedWithTheCommandsThatHelp() {
    assertThat(SystemLoad.warnings(HostFactsTest.read("intel-laptop")))
        .containsExactly(
            "load average 3.20 on 4 CPUs: other work runs here; stop it or wait",
            "CPU 0-2 run governor powersave; `cpupower frequency-set -g performance`",
            "boost is on, clocks vary with load and temperature;"
                + " `echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo`",
            "clock source is hpet, which may make every time stamp dearer; `echo tsc >"
                + " /sys/devices/system/clocksource/clocksource0/current_clocksource`",
            "BPF JIT is off, so programs are interpreted;"
                + " `sysctl -w net.core.bpf_jit_enable=1`");
  }

  @Test
  void theUnknownGivesNoWarning() {
    assertThat(SystemLoad.warnings(HostFactsTest.read("nothing-readable"))).isEqualTo(List.of());
    assertThat(SystemLoad.warnings(HostFactsTest.read("arm64-board"))).isEmpty();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisMachineHasTicks() {
    SystemLoad before = SystemLoad.snapshot();

    assertThat(before.totalTicks()).isPositive();
    assertThat(SystemLoad.snapshot().since(before).busyTicks()).isNotNull();
  }

  private static SystemLoad snapshot(String tree) {
    return SystemLoad.snapshot(RecordedTrees.root(tree));
  }

  private static SystemLoad ticks(long steal, long total, long idle) {
    return new SystemLoad(steal, total, idle, null, null, null, null);
  }
}
