// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.render.TextReport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first screen of a run with as many sensors, warnings and reasons as a user has. */
class RunScreenTest {
  private static final int COLUMNS = 100;

  /** Of 40; the command itself adds a line that names the document. */
  private static final int LINES = 39;

  @TempDir private Path directory;

  private static List<String> screen(Reading run, int width) {
    return TextReport.of(run.firstScreen(), width).lines().toList();
  }

  private static void assertFits(Reading run) {
    List<String> lines = screen(run, COLUMNS);
    assertThat(lines).hasSizeLessThanOrEqualTo(LINES);
    assertThat(lines).allMatch(line -> line.length() <= COLUMNS);
  }

  @Test
  void aQuickRunFitsAScreenOfFortyLines() throws IOException {
    Reading run = new QuickRun().in(directory);
    assertFits(run);
    assertThat(screen(run, COLUMNS))
        .filteredOn(line -> line.matches(" [a-z-]+ +(kernel|user, asked|user, told|process) .*"))
        .hasSize(8);
    assertThat(String.join("\n", screen(run, COLUMNS)))
        .contains("NOT STEADY: the machine's speed varied; run again alone, or with --sessions 3.")
        .contains("1 warning: load average 2.32 on 2 CPUs: other work runs here; stop it or wait.")
        .contains("(seccomp-notify s) than from the kernel (seccomp-filter)?")
        .contains("open: YES: +12.7 [+12.6, +13.0] us vs +171 [+141, +321] ns ~.")
        .contains("exec: NOT DECIDED ON THIS RUN: ")
        .contains("Is anything lost? NO, nothing of ")
        .contains("module-ftrace, module-kprobe and 2 more: `./ringbench guest run`: ")
        .contains(
            "bpf-tp-btf, perf-tracepoint and 2 more: name it by --sensors, or use --profile standard.")
        .contains("What changes a cost most? Hand-off, ")
        .contains("`ringbench run --profile standard --sessions 3` decides more");
  }

  @Test
  void itStillFitsOnAMachineWithWarningsWatchersAndLosses() throws IOException {
    Reading run =
        new QuickRun()
            .warnedOf(
                "load average 3.59 on 2 CPUs: other work runs here; stop it or wait",
                "CPU 0-1 run governor powersave; `cpupower frequency-set -g performance`",
                "also watching this machine: fanotify group of clamonacc; it sees nothing of ours",
                "BPF JIT is off, so programs are interpreted; `sysctl -w net.core.bpf_jit_enable=1`")
            .watchedBy("bpf", "event_execve, event_exit, event_open, event_clone", "everything")
            .watchedBy("audit", "auditd", "everything")
            .watchedBy("lsm", "apparmor", "everything")
            .watchedBy("fanotify-permission", "clamonacc", "other-mounts")
            .watchedBy("module", "falcon_lsm", "unknown")
            .disturbed(7)
            .losing("fanotify-notify", 3)
            .losing("bpf-tracepoint", 1)
            .in(directory);
    assertFits(run);
    assertThat(String.join("\n", screen(run, COLUMNS)).replaceAll("\\n *", " "))
        .contains("4 warnings, first: 7 of ")
        .contains("blocks were disturbed and are kept (steal time 4.2 %")
        .contains("(the whole report has all).")
        .contains("BPF program event_execve, ... and 2 more (in every row)")
        .contains("fanotify permission group of clamonacc (in no row)")
        .contains("out-of-tree kernel module falcon_lsm (unknown whether in any row).")
        .containsPattern(
            "Is anything lost\\? YES: exec [a-z-]+ [sob] \\S+ %, exec [a-z-]+ [sob] \\S+ % and 10"
                + " more of a row's events; no other row lost any\\.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-23-kvm-amd-epyc-2cpu-quick",
        "2026-11-25-kvm-amd-epyc-2cpu-standard",
        "2026-11-25-guest-6.1-standard"
      })
  void aPublishedRunOfTwoOperationsFits(String directoryOfRun) {
    assertFits(Experiments.read(Path.of("../results/published", directoryOfRun, "result.json")));
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 80})
  void aNarrowTerminalLosesColumnsAndNoBarIsBroken(int width) throws IOException {
    List<String> lines = screen(new QuickRun().in(directory), width);
    assertThat(lines).allMatch(line -> line.length() <= width);
    assertThat(lines)
        .anyMatch(line -> line.matches(" sensor .*100ns  1us    10us   \\| +mean.*"))
        .anyMatch(line -> line.matches(" fanotify-permission .* \\S*[so*]-*[so*]\\S* +\\+.*"))
        .anyMatch(line -> line.contains("Left out at this width: "));
  }
}
