// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import dev.ringbench.model.Operation;
import java.util.ArrayList;
import java.util.List;

/**
 * Content of a given length for benchmarks: rules as products have them, none of which the workload
 * meets, so that every event is compared with all of them; and at the end the one that denies the
 * canary.
 */
public final class GeneratedRules {
  private static final List<String> DIRECTORIES =
      List.of("/etc/", "/usr/lib/systemd/", "/var/spool/cron/", "/root/.ssh/", "/boot/", "/opt/");
  private static final List<String> PARENTS = List.of("nginx", "postgres", "java", "sshd", "cron");

  private GeneratedRules() {}

  /** {@code count} rules that never match, and the canary's. */
  public static List<Rule> of(int count) {
    List<Rule> rules = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      rules.add(new Rule(i + 1, i % 2 == 0, Severity.LOW, criteria(i)));
    }
    rules.add(
        new Rule(
            count + 1,
            true,
            Severity.CRITICAL,
            List.of(Criterion.pattern(Field.PATH, "*/canary"))));
    return rules;
  }

  /** By turns: a file, a directory, a pattern, and who does it where. */
  private static List<Criterion> criteria(int i) {
    String directory = DIRECTORIES.get(i % DIRECTORIES.size());
    List<Criterion> criteria = new ArrayList<>();
    switch (i % 4) {
      case 0 -> {
        criteria.add(operation(i % 8 == 0 ? Operation.OPEN : Operation.EXEC));
        criteria.add(Criterion.pattern(Field.PATH, directory + "file-" + i));
      }
      case 1 -> criteria.add(Criterion.pattern(Field.PATH, directory + "part-" + i + "/*"));
      case 2 -> criteria.add(Criterion.pattern(Field.PATH, "*/secret-" + i + "?/*.key"));
      default -> {
        criteria.add(
            Criterion.pattern(Field.PARENT, PARENTS.get(i % PARENTS.size()) + "-" + i % 97));
        criteria.add(Criterion.number(Field.UID, Operator.NOT_EQUAL, 0));
        criteria.add(Criterion.pattern(Field.PATH, directory + "*.conf"));
      }
    }
    return criteria;
  }

  private static Criterion operation(Operation operation) {
    return Criterion.number(Field.OPERATION, Operator.EQUAL, operation.nativeCode());
  }
}
