// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProcessIdentityTest {
  @Test
  void anotherProcessOfTheSamePidIsAnother() {
    ProcessIdentity own = ProcessIdentity.own();
    assertThat(own.isAlive()).isTrue();
    assertThat(new ProcessIdentity(own.pid(), own.startTicks() - 1).isAlive()).isFalse();
    assertThat(new ProcessIdentity(own.pid(), -1).isAlive()).as("written by a pid alone").isTrue();
    assertThat(new ProcessIdentity(4194305, -1).isAlive()).isFalse();
  }

  @Test
  void isReadAsItIsWritten() {
    ProcessIdentity own = ProcessIdentity.own();
    assertThat(ProcessIdentity.parse(own.toString())).contains(own);
    assertThat(ProcessIdentity.parse("12")).contains(new ProcessIdentity(12, -1));
    for (String other : new String[] {"", "-", "1-", "-1", "notes", "1-2-3", "99999999999"}) {
      assertThat(ProcessIdentity.parse(other)).as(other).isEmpty();
    }
  }
}
