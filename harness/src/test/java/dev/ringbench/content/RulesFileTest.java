// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ringbench.model.RingbenchException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules as people write them, well and badly. */
class RulesFileTest {
  private static final String GOOD =
      """
      version: 1
      rules:
        - id: 17
          operation: open
          path: /etc/shadow
          uid: {not: 0}
          parent: bash
          verdict: deny
          severity: critical
        - {id: 18, path: "/tmp/*", verdict: allow}
      """;

  @Test
  void aRuleIsWhatItSays() {
    List<Rule> rules = RulesFile.parse("r.yaml", GOOD);
    assertThat(rules)
        .containsExactly(
            new Rule(
                17,
                true,
                Severity.CRITICAL,
                List.of(
                    Criterion.number(Field.OPERATION, Operator.EQUAL, 0),
                    new Criterion(Field.PATH, Operator.TEXT, "/etc/shadow", 0),
                    Criterion.number(Field.UID, Operator.NOT_EQUAL, 0),
                    new Criterion(Field.PARENT, Operator.TEXT, "bash", 0))),
            new Rule(
                18,
                false,
                Severity.LOW,
                List.of(new Criterion(Field.PATH, Operator.PREFIX, "/tmp/", 0))));
  }

  @ParameterizedTest
  @CsvSource({
    "/a/b,TEXT,/a/b",
    "/a/*,PREFIX,/a/",
    "*.key,SUFFIX,.key",
    "*,ANY,''",
    "/a/*/b,GLOB,/a/*/b",
    "*/a*,GLOB,*/a*",
    "/a?,GLOB,/a?",
    "**,GLOB,**",
    "?,GLOB,?",
  })
  void aPatternBecomesTheCheapestComparison(String pattern, Operator operator, String text) {
    assertThat(Criterion.pattern(Field.PATH, pattern))
        .isEqualTo(new Criterion(Field.PATH, operator, text, 0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|1:1: the file is empty",
        "version: 2|1:10: this Ringbench reads version 1 of rules",
        "rules: []|1:1: `version: 1` is missing",
        "version: 1\\nrule: []|2:1: unknown key 'rule'; known: version, rules",
        "version: 1\\nrules: 3|2:8: expected a list of rules",
        "version: 1\\nrules:\\n- {id: 1}|3:3: a rule needs `id` and `verdict`",
        "version: 1\\nrules:\\n- {id: 1, verdict: deny}|3:3: a rule needs something to match",
        "version: 1\\nrules:\\n- {id: x, verdict: deny}|3:8: 'x' is no number from 0 to 4294967295",
        "version: 1\\nrules:\\n- {id: 1, id: 2}|3:11: `id` comes twice",
        "version: 1\\nrules:\\n- {id: 1, uid: -4}|3:16: '-4' is no number from 0",
        "version: 1\\nrules:\\n- {id: 1, uid: {is: 4}}|3:16: expected a number or {not: a number}",
        "version: 1\\nrules:\\n- {id: 1, verdict: refuse}|3:20: 'refuse' is none of allow, deny",
        "version: 1\\nrules:\\n- {id: 1, operation: fly}|3:22: 'fly' is none of open, exec",
        "version: 1\\nrules:\\n- {id: 1, path: ''}|3:17: a pattern has at least one character",
        "version: 1\\nrules:\\n- {id: 1, parent: sixteen-letters-}|3:19: the kernel keeps at most 15",
        "version: 1\\nrules:\\n- {id: 1, path: [a]}|3:17: expected a single value",
        "version: 1\\nrules:\\n- {id: 1, path: /a|3:19: expected",
        "version: 1\\nrules:\\n- {id: 1, path: ~/.ssh/id_rsa}|3:17: `~` is not expanded",
        "version: 1\\nrules:\\n- {id: 1, path: etc/shadow}|3:17: a path begins with /",
        "version: 1\\nrules:\\n- {id: 1, path: ./shadow}|3:17: a path begins with /",
        "version: 1\\nrules:\\n- {id: 1, path: /etc//shadow}|3:17: no path has //",
        "version: 1\\nrules:\\n- {id: 1, path: /etc/../shadow}|3:17: no path has //",
        "version: 1\\nrules:\\n- {id: 1, path: /etc/.}|3:17: no path has //",
        "version: 1\\nrules:\\n- {id: 1, path: /etc/}|3:17: no path has //",
        "version: 1\\nrules:\\n- id: 1\\n  path: >\\n    /a\\n|4:9: the pattern ends with a line break",
        "version: 1\\nrules:\\n- {id: 1, parent: /bin/sh}|3:19: parent is the name",
        "version: 1\\nrules:\\n- {id: 1, path: \"/x/\\ud83d\"}|3:17: the pattern has half",
        "version: 1\\nrules:\\n- {id: 1, uid: 4294967295}|3:16: '4294967295' is no number",
        "version: 1\\nrules:\\n- {id: 3, uid: 0, verdict: deny}\\n- {id: 3, uid: 1, verdict: deny}|4:3: id 3 is that of the rule in line 3",
        "version: 1\\nrules:\\n- {id: 3, uid: 0, verdict: deny}\\n- {id: 4, uid: 0, verdict: allow}|4:3: rule 4 matches what rule 3",
        "version: 1\\nrules: [a, *b]|2:12: found undefined alias b",
      })
  void aComplaintNamesLineAndColumn(String text, String complaint) {
    assertThatThrownBy(() -> RulesFile.parse("r.yaml", text.replace("\\n", "\n")))
        .isInstanceOf(RingbenchException.class)
        .hasMessageStartingWith("r.yaml:" + complaint);
  }

  @Test
  void moreRulesThanMayBeLoadedAreRefused() {
    String rules =
        IntStream.rangeClosed(0, ContentFile.RULES_MAX)
            .mapToObj(i -> "- {id: " + i + ", uid: 0, verdict: deny}\n")
            .collect(Collectors.joining("", "version: 1\nrules:\n", ""));
    assertThatThrownBy(() -> RulesFile.parse("r.yaml", rules))
        .hasMessageStartingWith("r.yaml:3:1: 10001 rules; at most 10000");
  }

  @Test
  void theOracleKnowsWhatAStarIs() {
    List<Rule> rules =
        List.of(
            new Rule(
                1, true, Severity.LOW, List.of(Criterion.pattern(Field.PATH, "*/secret?/*.key"))));
    assertThat(match(rules, "/home/secret1/a/b.key")).isZero();
    assertThat(match(rules, "/home/secret/b.key")).isEqualTo(-1);
    assertThat(match(rules, "/home/secret1/b.keys")).isEqualTo(-1);
  }

  private static int match(List<Rule> rules, String path) {
    return RuleOracle.firstMatch(rules, new RuleOracle.Event(0, 0, 0, path, "bash"));
  }
}
