// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A container's first process is often no init and reaps nobody. Here the tests take its place:
 * what a command leaves behind comes to them.
 */
@Isolated("whatever other tests leave would come to it, too")
class OrphansIT {
  private static final int PR_SET_CHILD_SUBREAPER = 36;
  private static final int WNOHANG = 1;

  @TempDir Path directory;

  /** Of the C library. */
  private interface Processes extends Library {
    Processes CALLS = Native.load("c", Processes.class);

    int prctl(int option, long value, long unused3, long unused4, long unused5);

    int waitpid(int pid, int[] status, int options);
  }

  @BeforeEach
  void adoptOrphans() {
    assumeTrue("root".equals(System.getProperty("user.name")), "most of these commands need root");
    assertThat(Processes.CALLS.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)).isZero();
  }

  @AfterEach
  void adoptNobody() {
    Processes.CALLS.prctl(PR_SET_CHILD_SUBREAPER, 0, 0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "run --sensors seccomp-notify,ptrace --operations exec --rounds 1 --out OUT",
        "capacity --sensors seccomp-notify --operations open --profile quick --out OUT",
        "macro --sensors seccomp-notify --workloads spawn --rounds 2 --out OUT",
        "faults --sensors fanotify-permission,seccomp-notify --faults F01,F02 --runs 1 --out OUT",
        "visibility --sensors ptrace --out OUT",
        "tamper --sensors inotify,seccomp-notify,ptrace --attacks T16a --out OUT"
      })
  void noProcessIsLeftToAnInitThatMayNotReap(String command) throws Exception {
    String[] words = command.replace("OUT", directory.resolve("result.json").toString()).split(" ");
    Ringbench.Result result = Ringbench.run(directory, words);
    assertThat(result.exitCode()).as(result.error()).isZero();
    List<String> left = new ArrayList<>();
    ProcessHandle.current()
        .children()
        .forEach(
            child -> {
              left.add(MachineState.describe(Path.of("/proc", Long.toString(child.pid()))));
              Processes.CALLS.waitpid(Math.toIntExact(child.pid()), null, WNOHANG);
            });
    assertThat(left).isEmpty();
  }
}
