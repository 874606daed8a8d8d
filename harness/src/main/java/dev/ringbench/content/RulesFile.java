// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.content;

import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

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
  private static final int MOST_CHARACTERS = 64 << 20;
  private static final int PARENT_MAX = 15;

  /** What an event's record can say; a connect's family is not its operation. */
  private static final List<Operation> RECORDED =
      Arrays.stream(Operation.values())
          .filter(operation -> operation.isWatched() && operation != Operation.CONNECT6)
          .toList();

  private final String name;

  private RulesFile(String name) {
    this.name = name;
  }

  /**
   * The rules of a file.
   *
   * @param name of the file, for complaints
   * @throws RingbenchException bad input, with line and column
   */
  public static List<Rule> parse(String name, String text) {
    return new RulesFile(name).parse(text);
  }

  private List<Rule> parse(String text) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(name).setCodePointLimit(MOST_CHARACTERS).build();
    Node root;
    try {
      root =
          new Compose(settings)
              .composeString(text)
              .orElseThrow(() -> RingbenchException.badInput(name + ":1:1: the file is empty."));
    } catch (MarkedYamlEngineException e) {
      throw e.getProblemMark()
          .map(mark -> complaint(mark.getLine(), mark.getColumn(), e.getProblem()))
          .orElseGet(() -> RingbenchException.badInput(name + ": " + e.getMessage(), e));
    } catch (YamlEngineException e) {
      throw RingbenchException.badInput(name + ": " + e.getMessage(), e);
    }
    return rules(root);
  }

  private List<Rule> rules(Node root) {
    List<Rule> rules = new ArrayList<>();
    boolean versioned = false;
    for (NodeTuple entry : entries(root, "a mapping with `version` and `rules`")) {
      switch (key(entry)) {
        case "version" -> {
          versioned = true;
          if (number(entry.getValueNode(), Integer.MAX_VALUE) != 1) {
            throw at(entry.getValueNode(), "this Ringbench reads version 1 of rules");
          }
        }
        case "rules" -> {
          for (Node rule : sequence(entry.getValueNode())) {
            rules.add(rule(rule));
          }
          if (rules.size() > ContentFile.RULES_MAX) {
            throw at(entry.getValueNode(), rules.size() + " rules; at most 10000 may be loaded");
          }
        }
        default -> throw unknownKey(entry, "version", "rules");
      }
    }
    if (!versioned) {
      throw at(root, "`version: 1` is missing");
    }
    return rules;
  }

  private Rule rule(Node node) {
    Long id = null;
    Boolean deny = null;
    Severity severity = Severity.LOW;
    List<Criterion> criteria = new ArrayList<>();
    for (NodeTuple entry : entries(node, "a mapping with id, verdict and criteria")) {
      Node value = entry.getValueNode();
      switch (key(entry)) {
        case "id" -> id = number(value, 0xffffffffL);
        case "verdict" ->
            deny = oneOf(value, List.of("allow", "deny"), word -> word).equals("deny");
        case "severity" -> severity = oneOf(value, List.of(Severity.values()), RulesFile::word);
        case "operation" ->
            criteria.add(
                Criterion.number(
                    Field.OPERATION,
                    Operator.EQUAL,
                    oneOf(value, RECORDED, RulesFile::word).nativeCode()));
        case "path" -> criteria.add(pattern(Field.PATH, value, ContentFile.TEXT_MAX));
        case "parent" -> criteria.add(pattern(Field.PARENT, value, PARENT_MAX));
        case "uid" -> criteria.add(identity(Field.UID, value));
        case "gid" -> criteria.add(identity(Field.GID, value));
        default ->
            throw unknownKey(
                entry, "id", "verdict", "severity", "operation", "path", "parent", "uid", "gid");
      }
    }
    if (id == null || deny == null) {
      throw at(node, "a rule needs `id` and `verdict`");
    }
    if (criteria.isEmpty()) {
      throw at(node, "a rule needs something to match: operation, path, parent, uid or gid");
    }
    int text =
        criteria.stream().mapToInt(c -> c.text().getBytes(StandardCharsets.UTF_8).length).sum();
    if (text > ContentFile.TEXT_MAX) {
      throw at(
          node, "the patterns of a rule may have " + ContentFile.TEXT_MAX + " bytes, not " + text);
    }
    return new Rule(id, deny, severity, criteria);
  }

  private Criterion pattern(Field field, Node node, int most) {
    String text = text(node);
    if (text.isEmpty() || text.indexOf('\0') >= 0) {
      throw at(node, "a pattern has at least one character, and no NUL");
    }
    if (text.getBytes(StandardCharsets.UTF_8).length > most) {
      throw at(node, "the kernel keeps at most " + most + " bytes of it, so this never matches");
    }
    return Criterion.pattern(field, text);
  }

  private Criterion identity(Field field, Node node) {
    if (!(node instanceof MappingNode)) {
      return Criterion.number(field, Operator.EQUAL, number(node, 0xffffffffL));
    }
    List<NodeTuple> entries = entries(node, "a number or {not: a number}");
    if (entries.size() != 1 || !key(entries.get(0)).equals("not")) {
      throw at(node, "expected a number or {not: a number}");
    }
    return Criterion.number(
        field, Operator.NOT_EQUAL, number(entries.get(0).getValueNode(), 0xffffffffL));
  }

  private List<NodeTuple> entries(Node node, String expected) {
    if (!(node instanceof MappingNode mapping)) {
      throw at(node, "expected " + expected);
    }
    Set<String> seen = new HashSet<>();
    for (NodeTuple entry : mapping.getValue()) {
      if (!seen.add(key(entry))) {
        throw at(entry.getKeyNode(), "`" + key(entry) + "` comes twice");
      }
    }
    return mapping.getValue();
  }

  private List<Node> sequence(Node node) {
    if (!(node instanceof SequenceNode sequence)) {
      throw at(node, "expected a list of rules");
    }
    return sequence.getValue();
  }

  private String key(NodeTuple entry) {
    return text(entry.getKeyNode());
  }

  private String text(Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      throw at(node, "expected a single value");
    }
    return scalar.getValue();
  }

  private long number(Node node, long most) {
    String text = text(node);
    try {
      long number = Long.parseLong(text);
      if (number >= 0 && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw at(node, "'" + text + "' is no number from 0 to " + most);
  }

  private <T> T oneOf(Node node, List<T> choices, Function<T, String> name) {
    String text = text(node);
    return choices.stream()
        .filter(choice -> name.apply(choice).equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                at(
                    node,
                    "'"
                        + text
                        + "' is none of "
                        + choices.stream().map(name).collect(Collectors.joining(", "))));
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  private RingbenchException unknownKey(NodeTuple entry, String... known) {
    return at(
        entry.getKeyNode(),
        "unknown key '"
            + key(entry)
            + "'; known: "
            + Stream.of(known).collect(Collectors.joining(", ")));
  }

  private RingbenchException at(Node node, String problem) {
    return node.getStartMark()
        .map(mark -> complaint(mark.getLine(), mark.getColumn(), problem))
        .orElseGet(() -> RingbenchException.badInput(name + ": " + problem + "."));
  }

  private RingbenchException complaint(int line, int column, String problem) {
    return RingbenchException.badInput(
        String.format(Locale.ROOT, "%s:%d:%d: %s.", name, line + 1, column + 1, problem));
  }
}
