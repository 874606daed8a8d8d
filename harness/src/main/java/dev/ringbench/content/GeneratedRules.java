// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import dev.ringbench.model.Operation;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  /**
   * What tells one build's content of that many rules from another's: SHA-256 of the file, by
   * number of rules. Without those that are 0, which is none.
   */
  public static Map<Integer, String> fingerprints(Collection<Integer> counts) {
    Map<Integer, String> fingerprints = new TreeMap<>();
    for (int count : counts) {
      if (count > 0) {
        fingerprints.put(count, sha256(ContentFile.encode(of(count))));
      }
    }
    return fingerprints;
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
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
