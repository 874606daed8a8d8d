// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import dev.ringbench.files.InputLimits;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.yaml.MarkedYaml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
          for (Node rule : yaml.sequence(entry.getValueNode(), "a list of rules")) {
            rules.add(rule(rule));
          }
          if (rules.size() > ContentFile.RULES_MAX) {
            throw yaml.at(
                entry.getValueNode(), rules.size() + " rules; at most 10000 may be loaded");
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
        case "path" -> criteria.add(pattern(Field.PATH, value, ContentFile.TEXT_MAX));
        case "parent" -> criteria.add(pattern(Field.PARENT, value, PARENT_MAX));
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

  private Criterion pattern(Field field, Node node, int most) {
    String text = yaml.text(node);
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw yaml.at(node, "a pattern has at least one character, and no NUL");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > most) {
      throw yaml.at(
          node, "the kernel keeps at most " + most + " bytes of it, so this never matches");
    }
    return Criterion.pattern(field, text);
  }

  private Criterion identity(Field field, Node node) {
    if (!(node instanceof MappingNode)) {
      return Criterion.number(field, Operator.EQUAL, yaml.number(node, 0xffffffffL));
    }
    List<NodeTuple> entries = yaml.entries(node, "a number or {not: a number}");
    if (entries.size() != 1 || !yaml.key(entries.get(0)).equals("not")) {
      throw yaml.at(node, "expected a number or {not: a number}");
    }
    return Criterion.number(
        field, Operator.NOT_EQUAL, yaml.number(entries.get(0).getValueNode(), 0xffffffffL));
  }
}
