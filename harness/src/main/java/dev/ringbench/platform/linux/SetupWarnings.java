// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Environment;
import dev.ringbench.model.Watcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Judges an {@link Environment} before a run: a sentence for each finding, with its remedy. */
final class SetupWarnings {

  private static final Set<String> CHEAP_CLOCKS = Set.of("tsc", "arch_sys_counter");

  private final List<String> sentences = new ArrayList<>();

  private SetupWarnings() {}

  static List<String> of(Environment environment) {
    SetupWarnings warnings = new SetupWarnings();
    warnings.load(environment);
    warnings.governors(environment.cpu().governors());
    warnings.boost(environment.cpu().boost());
    warnings.clockSource(environment.machine());
    warnings.bpfJit(environment.security().bpfJitEnable());
    warnings.hypervisor(environment.machine().hypervisor());
    warnings.watchers(environment.watchers());
    return List.copyOf(warnings.sentences);
  }

  private void load(Environment environment) {
    Double load = environment.machine().load1();
    Integer cpus = environment.cpu().onlineCount();
    if (load != null && cpus != null && load > SystemLoad.LOAD_PER_CPU_LIMIT * cpus) {
      say("load average %.2f on %d CPUs: other work runs here; stop it or wait", load, cpus);
    }
  }

  private void governors(Map<String, String> governorByCpus) {
    if (governorByCpus == null) {
      return;
    }
    for (var set : governorByCpus.entrySet()) {
      if (!set.getValue().equals("performance")) {
        say(
            "CPU %s run governor %s; `cpupower frequency-set -g performance`",
            set.getKey(), set.getValue());
      }
    }
  }

  private void boost(Environment.Boost boost) {
    if (boost != null && boost.enabled()) {
      int off = boost.file().endsWith("no_turbo") ? 1 : 0;
      say("boost is on, clocks vary with load and temperature; `echo %d > %s`", off, boost.file());
    }
  }

  private void clockSource(Environment.Machine machine) {
    String clock = machine.clockSource();
    if (clock == null || CHEAP_CLOCKS.contains(clock)) {
      return;
    }
    String better = cheapClockAmong(machine.clockSourcesAvailable());
    String remedy =
        better == null
            ? "`dmesg | grep -i clocksource` says why the CPU's own counter is not used"
            : "`echo " + better + " > " + HostFacts.CLOCKS + "current_clocksource`";
    say("clock source is %s, which may make every time stamp dearer; %s", clock, remedy);
  }

  private static String cheapClockAmong(List<String> available) {
    return available == null
        ? null
        : available.stream().filter(CHEAP_CLOCKS::contains).findFirst().orElse(null);
  }

  private void bpfJit(Integer bpfJitEnable) {
    if (bpfJitEnable != null && bpfJitEnable == 0) {
      say("BPF JIT is off, so programs are interpreted; `sysctl -w net.core.bpf_jit_enable=1`");
    }
  }

  private void hypervisor(String hypervisor) {
    if (hypervisor != null && !hypervisor.equals("none")) {
      say(
          "this machine is a guest (hypervisor: %s): absolute numbers are this guest's,"
              + " compare only what was measured in it",
          hypervisor);
    }
  }

  private void watchers(List<Watcher> watchers) {
    if (watchers == null) {
      return;
    }
    for (Watcher watcher : watchers) {
      say("also watching this machine: %s; %s", watcher.text(), watcher.reach().sentence());
    }
  }

  private void say(String sentence, Object... values) {
    sentences.add(String.format(Locale.ROOT, sentence, values));
  }
}
