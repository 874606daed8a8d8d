// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import dev.ringbench.files.InputLimits;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.yaml.MarkedYaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Rules as people write them: YAML. Every complaint names line and column.
 *
 * <pre>
 * version: 1
 * rules:
 *   - id: 17
 *     operation: open
 *     path: /etc/shadow     # `*` stands for any bytes, `/` too; `?` for one
 *     uid: {not: 0}
 *     parent: bash          # name of the parent's executable
 *     verdict: deny
 *     severity: critical
 * </pre>
 */
public final class RulesFile {
  private static final int PARENT_MAX = 15;

  /** What an event's record can say; a connect's family is not its operation. */
  private static final List<Operation> RECORDED =
      Arrays.stream(Operation.values())
          .filter(operation -> operation.isWatched() && operation != Operation.CONNECT6)
          .toList();

  /** What a path that the kernel made cannot have; a wildcard may stand for anything. */
  private static final Pattern NEVER_IN_PATHS = Pattern.compile("//|/\\.\\.?(?:/|\\z)|(?<=.)/\\z");

  /** The last one is no user and no group. */
  private static final long MOST_IDENTITY = 0xfffffffeL;

  private final MarkedYaml yaml;

  private RulesFile(String name) {
    this.yaml = new MarkedYaml(name);
  }

  /**
   * The rules of a file.
   *
   * @param name of the file, for complaints
   * @throws RingbenchException bad input, with line and column
   */
  public static List<Rule> parse(String name, String text) {
    RulesFile file = new RulesFile(name);
    return file.rules(file.yaml.root(text, InputLimits.YAML_BYTES));
  }

  private List<Rule> rules(Node root) {
    List<Rule> rules = new ArrayList<>();
    Map<Long, Node> ids = new HashMap<>();
    Map<Set<Criterion>, Rule> before = new HashMap<>();
    boolean versioned = false;
    for (NodeTuple entry : yaml.entries(root, "a mapping with `version` and `rules`")) {
      switch (yaml.key(entry)) {
        case "version" -> {
          versioned = true;
          if (yaml.number(entry.getValueNode(), Integer.MAX_VALUE) != 1) {
            throw yaml.at(entry.getValueNode(), "this Ringbench reads version 1 of rules");
          }
        }
        case "rules" -> {
          List<Node> nodes = yaml.sequence(entry.getValueNode(), "a list of rules");
          if (nodes.size() > ContentFile.RULES_MAX) {
            throw yaml.at(
                entry.getValueNode(), nodes.size() + " rules; at most 10000 may be loaded");
          }
          for (Node rule : nodes) {
            Rule read = rule(rule);
            requireOwnId(ids.putIfAbsent(read.id(), rule), rule, read);
            requireOwnEvents(before.putIfAbsent(Set.copyOf(read.criteria()), read), rule, read);
            rules.add(read);
          }
        }
        default -> throw yaml.unknownKey(entry, "version", "rules");
      }
    }
    if (!versioned) {
      throw yaml.at(root, "`version: 1` is missing");
    }
    return rules;
  }

  private void requireOwnId(Node first, Node again, Rule rule) {
    if (first != null) {
      throw yaml.at(
          again,
          "id %d is that of the rule in line %d, too: reports could not tell them apart"
              .formatted(rule.id(), line(first)));
    }
  }

  /** The first rule that matches decides. */
  private void requireOwnEvents(Rule first, Node node, Rule rule) {
    if (first != null) {
      throw yaml.at(
          node,
          "rule %d matches what rule %d before it matches, so it never decides"
              .formatted(rule.id(), first.id()));
    }
  }

  private static int line(Node node) {
    return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
  }

  private Rule rule(Node node) {
    Long id = null;
    Boolean deny = null;
    Severity severity = Severity.LOW;
    List<Criterion> criteria = new ArrayList<>();
    for (NodeTuple entry : yaml.entries(node, "a mapping with id, verdict and criteria")) {
      Node value = entry.getValueNode();
      switch (yaml.key(entry)) {
        case "id" -> id = yaml.number(value, 0xffffffffL);
        case "verdict" ->
            deny = yaml.oneOf(value, List.of("allow", "deny"), word -> word).equals("deny");
        case "severity" ->
            severity = yaml.oneOf(value, List.of(Severity.values()), MarkedYaml::word);
        case "operation" ->
            criteria.add(
                Criterion.number(
                    Field.OPERATION,
                    Operator.EQUAL,
                    yaml.oneOf(value, RECORDED, MarkedYaml::word).nativeCode()));
        case "path" -> {
          requirePath(value);
          criteria.add(pattern(Field.PATH, value, ContentFile.TEXT_MAX));
        }
        case "parent" -> {
          requireName(value);
          criteria.add(pattern(Field.PARENT, value, PARENT_MAX));
        }
        case "uid" -> criteria.add(identity(Field.UID, value));
        case "gid" -> criteria.add(identity(Field.GID, value));
        default ->
            throw yaml.unknownKey(
                entry, "id", "verdict", "severity", "operation", "path", "parent", "uid", "gid");
      }
    }
    if (id == null || deny == null) {
      throw yaml.at(node, "a rule needs `id` and `verdict`");
    }
    if (criteria.isEmpty()) {
      throw yaml.at(node, "a rule needs something to match: operation, path, parent, uid or gid");
    }
    int text =
        criteria.stream().mapToInt(c -> c.text().getBytes(StandardCharsets.UTF_8).length).sum();
    if (text > ContentFile.TEXT_MAX) {
      throw yaml.at(
          node, "the patterns of a rule may have " + ContentFile.TEXT_MAX + " bytes, not " + text);
    }
    return new Rule(id, deny, severity, criteria);
  }

  /** As the kernel names files: absolute, and nothing in it that names itself. */
  private void requirePath(Node node) {
    String text = yaml.text(node);
    if (text.isEmpty()) {
      return; // said with the pattern
    }
    if (text.startsWith("~")) {
      throw yaml.at(
          node, "`~` is not expanded, so this never matches: a path begins with / or a wildcard");
    }
    if (!text.startsWith("/") && !text.startsWith("*") && !text.startsWith("?")) {
      throw yaml.at(
          node,
          "a path begins with / or a wildcard: '" + text + "' is relative, so this never matches");
    }
    if (NEVER_IN_PATHS.matcher(text).find()) {
      throw yaml.at(
          node, "no path has //, /./, /../ or a / at its end, so '" + text + "' never matches");
    }
  }

  private void requireName(Node node) {
    if (yaml.text(node).startsWith("/")) {
      throw yaml.at(
          node,
          "parent is the name of an executable without its directory, so '"
              + yaml.text(node)
              + "' never matches");
    }
  }

  private Criterion pattern(Field field, Node node, int most) {
    String text = yaml.text(node);
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw yaml.at(node, "a pattern has at least one character, and no NUL");
    }
    if (text.endsWith("\n") || text.endsWith("\r")) {
      throw yaml.at(
          node,
          "the pattern ends with a line break, so this never matches: write it behind the key, in the"
              + " same line");
    }
    if (text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE)) {
      throw yaml.at(
          node,
          "the pattern has half of a surrogate pair, which no name has, so this never matches");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > most) {
      throw yaml.at(
          node, "the kernel keeps at most " + most + " bytes of it, so this never matches");
    }
    return Criterion.pattern(field, text);
  }

  private Criterion identity(Field field, Node node) {
    if (!(node instanceof MappingNode)) {
      return Criterion.number(field, Operator.EQUAL, yaml.number(node, MOST_IDENTITY));
    }
    List<NodeTuple> entries = yaml.entries(node, "a number or {not: a number}");
    if (entries.size() != 1 || !yaml.key(entries.get(0)).equals("not")) {
      throw yaml.at(node, "expected a number or {not: a number}");
    }
    return Criterion.number(
        field, Operator.NOT_EQUAL, yaml.number(entries.get(0).getValueNode(), 0xffffffffL));
  }
}
