// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Random rules and events of a few words, so that they often meet, and often almost. Follows from
 * the seed.
 */
public final class RandomContent {
  private static final int PATH_MAX = 195;
  private static final int PARENT_MAX = 15;
  private static final List<String> WORDS =
      List.of("a", "b", "aa", "ab", "/", "/etc", "canary", ".so", "[!]", "aaaaaaaaaaaaaaaa");

  private static final List<Field> FIELDS = List.of(Field.values());

  private final Random random;

  /** A stream of its own for each seed. */
  public RandomContent(long seed) {
    random = new Random(seed);
  }

  /** 0 to {@code most} rules. */
  public List<Rule> rules(int most) {
    List<Rule> rules = new ArrayList<>();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      rules.add(rule(i));
    }
    return rules;
  }

  /** As many as content may have; few events meet one of them, and those late. */
  public List<Rule> manyRules() {
    List<Rule> rules = new ArrayList<>();
    while (rules.size() < ContentFile.RULES_MAX) {
      Rule rule = rule(rules.size());
      if (rule.criteria().size() > 2) {
        rules.add(rule);
      }
    }
    return rules;
  }

  private Rule rule(int id) {
    List<Criterion> criteria = new ArrayList<>();
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count; i++) {
      criteria.add(criterion());
    }
    return new Rule(id, random.nextBoolean(), Severity.LOW, criteria);
  }

  private Criterion criterion() {
    Field field = FIELDS.get(random.nextInt(FIELDS.size()));
    if (field.isText()) {
      int most = field == Field.PATH ? 30 : PARENT_MAX;
      return Criterion.pattern(field, shortened(words(3, true) + "a", most));
    }
    return Criterion.number(
        field, random.nextBoolean() ? Operator.EQUAL : Operator.NOT_EQUAL, random.nextInt(3));
  }

  /** One event. */
  public RuleOracle.Event event() {
    return new RuleOracle.Event(
        random.nextInt(2),
        random.nextInt(3),
        random.nextInt(3),
        shortened(words(random.nextInt(20) == 0 ? 40 : 6, false), PATH_MAX),
        shortened(words(2, false), PARENT_MAX));
  }

  private String words(int most, boolean stars) {
    StringBuilder text = new StringBuilder();
    int count = random.nextInt(most + 1);
    for (int i = 0; i < count; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size())));
      if (stars && random.nextInt(3) == 0) {
        text.append(random.nextInt(4) == 0 ? '?' : '*');
      }
    }
    return text.toString();
  }

  private static String shortened(String text, int most) {
    return text.substring(0, Math.min(most, text.length()));
  }
}
