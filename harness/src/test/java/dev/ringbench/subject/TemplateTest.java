// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Words of descriptions with the places of a run. */
class TemplateTest {
  private static final Template TEMPLATE = Template.of("/private/mine", "/targets/field");

  @Test
  void placesArePutIn() {
    assertThat(TEMPLATE.fill(List.of("agent", "--dir={dir}", "{work}/{work}", "plain")))
        .containsExactly("agent", "--dir=/private/mine", "/targets/field//targets/field", "plain");
  }

  @Test
  void aProcessIsKnownOnceThereIsOne() {
    assertThat(TEMPLATE.fill("kill {pid}")).isEqualTo("kill {pid}");
    assertThat(TEMPLATE.withPid(17).fill("kill {pid} in {dir}"))
        .isEqualTo("kill 17 in /private/mine");
    assertThat(TEMPLATE.withPid(17).withPid(18).fill("{pid}")).isEqualTo("18");
    assertThat(TEMPLATE.fill("{pid}")).as("the first is as it was").isEqualTo("{pid}");
  }

  @Test
  void otherBracesStayAsTheyAre() {
    for (String word : List.of("{}", "{ dir }", "{DIR}", "${dir", "a{2,3}", "{other}", "{di r}")) {
      assertThat(TEMPLATE.fill(word)).isEqualTo(word);
    }
  }

  @Test
  void aValueIsNeitherAPatternNorATemplate() {
    Template strange = Template.of("/a$1\\b", "{dir}");
    assertThat(strange.fill("x {dir} y")).isEqualTo("x /a$1\\b y");
    assertThat(strange.fill("{work}")).isEqualTo("{dir}");
  }

  @Test
  void anUnknownNameIsFound() {
    assertThat(Template.firstUnknown("{dir} {home} {user}")).contains("home");
    assertThat(Template.firstUnknown("{dir} {work} {pid} {} {2}")).isEmpty();
  }

  @Test
  void namesOfTargetsAreShortAndTheirOwn() {
    TargetName names = new TargetName(17);
    assertThat(names.run()).matches("rb[0-9a-z]{2}").isEqualTo(new TargetName(17).run());
    String first = names.nextBatch();
    assertThat(first).startsWith(names.run()).hasSize(6);
    assertThat(names.nextBatch()).isNotEqualTo(first).hasSize(6);
    for (long seed = -1000; seed < 1000; seed++) {
      assertThat(new TargetName(seed).nextBatch()).matches("rb[0-9a-z]{4}");
    }
    for (int i = 2; i < 36 * 36; i++) {
      names.nextBatch();
    }
    assertThat(names.nextBatch()).isEqualTo(first);
  }
}
