// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.ringbench.model.Environment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Reads recorded machines, then this one. */
class HostFactsTest {

  private static final Environment.Jvm JVM =
      new Environment.Jvm("17.0.15", "Debian", "OpenJDK 17.0.15+6", "amd64", List.of("-Xmx64m"));

  private static final Environment AMD_VM = read("amd-vm");
  private static final Environment INTEL_LAPTOP = read("intel-laptop");
  private static final Environment ARM64_BOARD = read("arm64-board");
  private static final Environment NOTHING = read("nothing-readable");

  @Test
  void theKernelOfAVirtualMachineIsDescribed() {
    Environment.Kernel kernel = AMD_VM.kernel();

    assertThat(kernel.osName()).isEqualTo("Debian GNU/Linux 12 (bookworm)");
    assertThat(kernel.release()).isEqualTo("6.18.44-fc-v669");
    assertThat(kernel.architecture()).isEqualTo("x86_64");
    assertThat(kernel.preemption()).isEqualTo("PREEMPT_DYNAMIC");
    assertThat(kernel.preemptionMode()).as("debugfs absent, no preempt=").isNull();
    assertThat(kernel.taint()).isZero();
    assertThat(kernel.transparentHugepages()).isEqualTo("madvise");
  }

  @Test
  void hostNamesAreNotStored() {
    assertThat(AMD_VM.toString()).doesNotContain("secret-host", "sandboxing");
    assertThat(AMD_VM.kernel().versionLine())
        .isEqualTo(
            "Linux version 6.18.44-fc-v669 (gcc (GCC) 15.3.0, GNU ld (GNU Binutils) 2.46)"
                + " #1 SMP PREEMPT_DYNAMIC @0");
    assertThat(AMD_VM.kernel().commandLine())
        .isEqualTo(
            "mitigations=auto,no_guest_host,no_guest_guest console=ttyS0 ip=[not stored]"
                + " systemd.hostname=[not stored] panic=1 audit=0");
  }

  @Test
  void theProcessorsOfAVirtualMachineAreDescribed() {
    Environment.Cpu cpu = AMD_VM.cpu();

    assertThat(cpu.model()).isEqualTo("AMD EPYC");
    assertThat(cpu.onlineCount()).isEqualTo(2);
    assertThat(cpu.allowedList()).isEqualTo("0-1");
    assertThat(cpu.smtActive()).isFalse();
    assertThat(cpu.mitigations())
        .hasSize(3)
        .containsEntry("spec_rstack_overflow", "Vulnerable: Safe RET, no microcode");
    assertThat(cpu.governors()).isNull();
    assertThat(cpu.scalingDriver()).isNull();
    assertThat(cpu.boost()).isNull();
    assertThat(cpu.idleDriver()).isEqualTo("haltpoll");
    assertThat(cpu.idleGovernor()).isEqualTo("haltpoll");
  }

  @Test
  void aGuestIsToldByItsCpuFlagAndNamedByTheClockItIsOffered() {
    assertThat(AMD_VM.machine())
        .isEqualTo(
            new Environment.Machine(
                "kvm", null, null, 24684084L, "tsc", List.of("tsc", "kvm-clock"), 0.42));
  }

  @Test
  void noHypervisorIsOnlySaidWhereTheFlagsCouldBeRead() {
    assertThat(INTEL_LAPTOP.machine().hypervisor()).isEqualTo("none");
    assertThat(ARM64_BOARD.machine().hypervisor()).isNull();
    assertThat(NOTHING.machine().hypervisor()).isNull();
  }

  @Test
  void bareMetalIsDescribed() {
    assertThat(INTEL_LAPTOP.machine().systemVendor()).isEqualTo("LENOVO");
    assertThat(INTEL_LAPTOP.machine().productName()).isEqualTo("21BN0046GE");
    assertThat(INTEL_LAPTOP.kernel().osName()).isEqualTo("Fedora Linux 42 (Workstation Edition)");
    assertThat(INTEL_LAPTOP.kernel().preemptionMode()).isEqualTo("full");
    assertThat(INTEL_LAPTOP.kernel().taint()).isEqualTo(4096L);
  }

  @Test
  void governorsAreGroupedByTheCpusThatRunThem() {
    assertThat(INTEL_LAPTOP.cpu().governors())
        .containsExactly(entry("0-2", "powersave"), entry("3", "performance"));
    assertThat(INTEL_LAPTOP.cpu().scalingDriver()).isEqualTo("intel_pstate");
    assertThat(INTEL_LAPTOP.cpu().idleGovernor()).isEqualTo("menu");
  }

  @Test
  void boostIsReadFromEitherSwitchAndTheirSensesDiffer() {
    assertThat(INTEL_LAPTOP.cpu().boost())
        .isEqualTo(new Environment.Boost(true, "/sys/devices/system/cpu/intel_pstate/no_turbo"));
    assertThat(ARM64_BOARD.cpu().boost())
        .isEqualTo(new Environment.Boost(false, "/sys/devices/system/cpu/cpufreq/boost"));
  }

  @Test
  void securityModulesAndLockdownAreListed() {
    assertThat(INTEL_LAPTOP.security().lsms())
        .containsExactly("lockdown", "capability", "yama", "selinux", "bpf", "landlock");
    assertThat(INTEL_LAPTOP.security().lockdown()).isEqualTo("integrity");
    assertThat(AMD_VM.security().lsms()).as("securityfs not mounted").isNull();
    assertThat(AMD_VM.security().lockdown()).isNull();
  }

  @Test
  void bpfAndFanotifySettingsAreNumbers() {
    Environment.Security security = AMD_VM.security();

    assertThat(security.bpfJitEnable()).isEqualTo(1);
    assertThat(security.bpfJitHarden()).isZero();
    assertThat(security.unprivilegedBpfDisabled()).isEqualTo(2);
    assertThat(security.fanotifyLimits())
        .isEqualTo(
            Map.of(
                "max_queued_events", 16384L,
                "max_user_groups", 128L,
                "max_user_marks", 205039L,
                "watchdog_timeout", 0L));
    assertThat(INTEL_LAPTOP.security().bpfJitHarden()).as("absent").isNull();
  }

  @Test
  void otherFanotifyUsersAreCountedAndNamedButNotThisProcess() {
    assertThat(AMD_VM.security().fanotifyUsers())
        .isEqualTo(new Environment.FanotifyUsers(1, List.of("fapolicyd"), 1));
    assertThat(INTEL_LAPTOP.security().fanotifyUsers())
        .isEqualTo(
            new Environment.FanotifyUsers(3, List.of("clamonacc", "clamonacc", "fapolicyd"), 0));
  }

  @Test
  void noFanotifyUsersIsNotSaidWhereProcessesAreHidden() {
    assertThat(ARM64_BOARD.security().fanotifyUsers())
        .isEqualTo(new Environment.FanotifyUsers(null, List.of(), 0));
  }

  @Test
  void auditIsOnlyToldWhereTheFilesProveIt() {
    assertThat(AMD_VM.security().audit()).isEqualTo("off at boot");
    assertThat(INTEL_LAPTOP.security().audit()).isEqualTo("on at boot");
    assertThat(ARM64_BOARD.security().audit()).isEqualTo("absent");
    assertThat(NOTHING.security().audit()).isNull();
  }

  @Test
  void armCoresAreNamedByPartAndBoard() {
    assertThat(ARM64_BOARD.cpu().model())
        .isEqualTo("implementer 0x41 part 0xd03, implementer 0x41 part 0xd09 (Khadas VIM3)");
    assertThat(ARM64_BOARD.cpu().onlineCount()).as("from cpuinfo").isEqualTo(3);
    assertThat(ARM64_BOARD.kernel().osName()).isEqualTo("Debian GNU/Linux 11 (bullseye)");
    assertThat(ARM64_BOARD.kernel().preemption()).isEqualTo("none or voluntary");
  }

  @Test
  void theJavaMachineStandsInForAnArchitectureThatTheKernelDoesNotTell() {
    assertThat(INTEL_LAPTOP.kernel().architecture()).isEqualTo("x86_64");
  }

  @Test
  void whetherSessionsAreGroupsToTheSchedulerIsOneOfThree() {
    assertThat(INTEL_LAPTOP.kernel().schedAutogroup()).isTrue();
    assertThat(AMD_VM.kernel().schedAutogroup()).isFalse();
    assertThat(ARM64_BOARD.kernel().schedAutogroup()).isNull();
  }

  @Test
  void whatCannotBeReadIsNullAndNeverZero() {
    assertThat(NOTHING)
        .isEqualTo(
            new Environment(
                new Environment.Kernel(
                    null, null, null, "x86_64", null, null, null, null, null, null),
                new Environment.Cpu(null, null, null, null, null, null, null, null, null, null),
                new Environment.Machine(null, null, null, null, null, null, null),
                new Environment.Security(null, null, null, null, null, null, null, null),
                JVM,
                null,
                null));
  }

  @Test
  void aRootThatDoesNotExistReadsAsAMachineWithNothingReadable() {
    assertThat(new HostFacts(Path.of("/no/such/root")).read(JVM)).isEqualTo(NOTHING);
  }

  @Test
  void theNumberOfBpfProgramsIsAddedAfterwards() {
    assertThat(AMD_VM.bpfProgramsLoaded()).isNull();
    assertThat(AMD_VM.withBpfPrograms(7).bpfProgramsLoaded()).isEqualTo(7);
    assertThat(AMD_VM.withBpfPrograms(7).withBpfPrograms(null)).isEqualTo(AMD_VM);
  }

  @Test
  void cpuListsAreCountedAndWrittenAsTheKernelDoes() {
    assertThat(ProcessorFacts.countOf("0-3,6,8-9")).isEqualTo(7);
    assertThat(ProcessorFacts.countOf("")).isNull();
    assertThat(ProcessorFacts.listOf(List.of(0, 1, 2, 3, 6, 8, 9))).isEqualTo("0-3,6,8-9");
  }

  @Test
  void theRunningJavaMachineIsDescribed() {
    Environment.Jvm jvm = HostFacts.currentJvm();

    assertThat(jvm.version()).isEqualTo(System.getProperty("java.version"));
    assertThat(jvm.flags()).isNotNull();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void thisMachineIsDescribed() {
    Environment here = new HostFacts().read();

    assertThat(here.kernel().release()).isEqualTo(System.getProperty("os.version"));
    assertThat(here.cpu().onlineCount())
        .isGreaterThanOrEqualTo(Runtime.getRuntime().availableProcessors());
    assertThat(here.machine().memoryTotalKb()).isPositive();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aNumberOfSeveralDigitsIsReadWholeFromALiveSysctl() {
    Long smallestPidMaxThatLinuxAccepts = 301L;

    assertThat(new HostTree(Path.of("/")).number("/proc/sys/kernel/pid_max"))
        .isGreaterThanOrEqualTo(smallestPidMaxThatLinuxAccepts);
  }

  static Environment read(String tree) {
    return new HostFacts(RecordedTrees.root(tree)).read(JVM);
  }
}
