// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutogroupsTest {
  private static final String NOBODY = "4194305"; // above the largest pid that a kernel gives

  @TempDir Path root;
  private Path setting;
  private Path mark;

  @BeforeEach
  void machine() throws Exception {
    Files.createDirectories(root.resolve("run"));
    setting =
        Files.createDirectories(root.resolve("proc/sys/kernel")).resolve("sched_autogroup_enabled");
    mark = root.resolve("run/ringbench-autogroups");
    Files.writeString(setting, "1\n");
  }

  @Test
  void areSwitchedOffAndOnAgain() throws Exception {
    Autogroups groups = new Autogroups(root);
    assertThat(groups.switchOff()).isTrue();
    assertThat(setting).content().isEqualTo("0");
    assertThat(groups.leftovers()).as("we are still there").isEmpty();
    groups.restore();
    assertThat(setting).content().isEqualTo("1");
    assertThat(mark).doesNotExist();
  }

  @Test
  void thoseOfAKilledRunAreSwitchedOnByTheNext() throws Exception {
    Files.writeString(setting, "0\n");
    Files.writeString(mark, NOBODY);
    var found = new Autogroups(root).leftovers();
    assertThat(found).hasSize(1);
    found.get(0).remove().run();
    assertThat(setting).content().isEqualTo("1");
    assertThat(mark).doesNotExist();
  }

  @Test
  void whoHasThemOffKeepsThemOff() throws Exception {
    Files.writeString(setting, "0\n");
    Autogroups groups = new Autogroups(root);
    assertThat(groups.switchOff()).isFalse();
    groups.restore();
    assertThat(setting).content().isEqualTo("0\n");
    assertThat(groups.leftovers()).isEmpty();
  }

  @Test
  void aKernelWithoutThemIsLeftAlone() throws Exception {
    Files.delete(setting);
    assertThat(new Autogroups(root).switchOff()).isFalse();
    assertThat(mark).doesNotExist();
    assertThat(new Autogroups(root).leftovers()).isEmpty();
  }
}
