// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.PatternSyntaxException;
import dev.ringbench.model.Operation;
import dev.ringbench.subject.EventPattern.Event;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines of logs: which are events of ours. */
class EventPatternTest {
  private static final String RUN = "rb7q";

  /** Others may have the machine. */
  private static long cpuNs() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static EventPattern open(String text) {
    return new EventPattern(text, Operation.OPEN, RUN);
  }

  private static EventPattern connect(String text) {
    return new EventPattern(text, Operation.CONNECT, RUN);
  }

  private static Event event(String batch, int index) {
    return new Event(batch, index, Optional.empty());
  }

  @Test
  void aNameIsABatchAndAnIndex() {
    assertThat(open("OPEN {target}$").find("/w/ OPEN rb7q0a_17")).contains(event("rb7q0a", 17));
    assertThat(open("{target}").find("x rb7qzz_99999 y")).contains(event("rb7qzz", 99_999));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "OPEN rb7p0a_17", // of another run
        "OPEN passwd",
        "OPEN rb7q_17",
        "OPEN rb7q0a17",
        "OPEN rb7q0A_17",
        "OPEN rb7q0a_x",
        "OPEN rb7q0a_",
        "open rb7q0a_17",
        "OPEN rb7q0a_17 and more",
        ""
      })
  void whatIsNotOursIsNoEvent(String line) {
    assertThat(open("^OPEN {target}$").find(line)).isEmpty();
  }

  @Test
  void aProcessIsNamedWhereTheLineNamesOne() {
    EventPattern pattern = open("^(?P<pid>[0-9]*) {target}$");
    assertThat(pattern.hasPid()).isTrue();
    assertThat(open("{target}").hasPid()).isFalse();
    assertThat(pattern.find("4242 rb7q00_1")).contains(new Event("rb7q00", 1, Optional.of(4242L)));
    assertThat(pattern.find(" rb7q00_1")).contains(event("rb7q00", 1));
    assertThat(pattern.find("99999999999999999999 rb7q00_1")).contains(event("rb7q00", 1));
  }

  @Test
  void aProcessThatIsNoNumberIsNone() {
    assertThat(open("^(?P<pid>.*) {target}$").find("bash rb7q00_1")).contains(event("rb7q00", 1));
    assertThat(open("^(?P<pid>[0-9]+)? ?{target}$").find("rb7q00_1")).contains(event("rb7q00", 1));
  }

  @Test
  void aGroupThatIsNoGroupIsNotTakenForOne() {
    EventPattern pattern = open("\\(?P<pid>. {target}$");
    assertThat(pattern.hasPid()).isFalse();
    assertThat(pattern.find("P<pid>1 rb7q00_1")).contains(event("rb7q00", 1));
    assertThatThrownBy(() -> open("\\Q{target}\\E"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it has no {target}");
  }

  @Test
  void aTargetThatALineDoesWithoutIsNone() {
    assertThat(open("OPEN( {target})?").find("OPEN passwd")).isEmpty();
    assertThat(open("OPEN( {target})?").find("OPEN rb7q00_1")).contains(event("rb7q00", 1));
    assertThat(open("{target}|exit").find("exit")).isEmpty();
  }

  @Test
  void anAddressIsAnIndex() {
    EventPattern pattern = connect("connect {target}:");
    assertThat(pattern.find("connect 127.64.0.0:80")).contains(event("", 0));
    assertThat(pattern.find("connect 127.64.1.2:80")).contains(event("", 258));
    assertThat(pattern.find("connect 127.65.134.159:80")).contains(event("", 99_999));
    assertThat(pattern.find("connect 127.65.134.160:80")).isEmpty();
    assertThat(pattern.find("connect 127.0.0.1:80")).isEmpty();
    assertThat(pattern.find("connect 10.64.0.1:80")).isEmpty();
    assertThat(pattern.find("connect 127.63.999.1:80")).isEmpty();
    assertThat(pattern.find("connect 127.64.0.999:80")).isEmpty();
    assertThat(pattern.find("connect 127.64.0:80")).isEmpty();
  }

  @Test
  void anAddressMayBeHexadecimal() {
    EventPattern pattern = connect("saddr=0200[0-9A-F]{4}{target_hex}");
    assertThat(pattern.find("saddr=020000507F400011")).contains(event("", 17));
    assertThat(connect("{target_hex}").find("7f400011")).contains(event("", 17));
    assertThat(pattern.find("saddr=020000507F000001")).isEmpty();
    assertThat(pattern.find("saddr=020000507FFFFFFF")).isEmpty();
    assertThat(pattern.find("saddr=020000500A400011")).isEmpty();
  }

  @Test
  void whatNamesNoTargetIsRefused() {
    assertThatThrownBy(() -> open("OPEN"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("it has no {target}");
    assertThatThrownBy(() -> open("{target_hex}"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("only a connect has one");
    assertThatThrownBy(() -> open("({target}")).isInstanceOf(PatternSyntaxException.class);
    assertThatThrownBy(() -> open("(?=x){target}")).isInstanceOf(PatternSyntaxException.class);
    assertThatThrownBy(() -> open("(x)\\1{target}")).isInstanceOf(PatternSyntaxException.class);
  }

  @Test
  void aLineMayBeLongButNotEndless() {
    String padding = "x".repeat(EventPattern.MOST_LINE_CHARACTERS - 9);
    assertThat(open("{target}").find(padding + " rb7q00_1")).contains(event("rb7q00", 1));
    assertThat(open("{target}").find(padding + "  rb7q00_1")).isEmpty();
  }

  @Test
  void aLineMayHaveAnyBytes() {
    StringBuilder line = new StringBuilder();
    for (char c = 0; c < 256; c++) {
      line.append(c);
    }
    assertThat(open("{target}").find(line + "rb7q00_1" + line)).contains(event("rb7q00", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)x$", "(a?){30}a{30}$"})
  void timeGrowsWithTheLineAlone(String pathological) {
    EventPattern pattern = open("{target}" + pathological);
    String line = "rb7q00_1" + "a".repeat(16_000) + "!";
    long began = cpuNs();
    pattern.find(line);
    assertThat(Duration.ofNanos(cpuNs() - began)).isLessThan(Duration.ofSeconds(1));
  }
}
