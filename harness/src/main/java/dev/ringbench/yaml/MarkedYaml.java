// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.yaml;

import dev.ringbench.files.InputLimits;
import dev.ringbench.model.RingbenchException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** YAML that people write: every complaint is bad input that names file, line and column. */
public final class MarkedYaml {
  private final String name;

  /** {@code name}: of the file, for complaints. */
  public MarkedYaml(String name) {
    this.name = name;
  }

  /**
   * The document of a text.
   *
   * @throws RingbenchException bad input: it is empty, or no YAML
   */
  public Node root(String text, int mostCharacters) {
    LoadSettings settings =
        LoadSettings.builder().setLabel(name).setCodePointLimit(mostCharacters).build();
    try {
      requireBounded(settings, text);
      return new Compose(settings)
          .composeString(text)
          .orElseThrow(() -> RingbenchException.badInput(name + ":1:1: the file is empty."));
    } catch (MarkedYamlEngineException e) {
      throw e.getProblemMark()
          .map(mark -> complaint(mark.getLine(), mark.getColumn(), e.getProblem()))
          .orElseGet(() -> RingbenchException.badInput(name + ": " + e.getMessage(), e));
    } catch (YamlEngineException e) {
      throw RingbenchException.badInput(name + ": " + e.getMessage(), e);
    }
  }

  /** Counted as events, which take no memory, before there are nodes of them. */
  private void requireBounded(LoadSettings settings, String text) {
    int events = 0;
    int depth = 0;
    for (Event event : new Parse(settings).parseString(text)) {
      switch (event.getEventId()) {
        case MappingStart, SequenceStart -> depth++;
        case MappingEnd, SequenceEnd -> depth--;
        default -> {}
      }
      if (++events > InputLimits.YAML_EVENTS || depth > InputLimits.YAML_DEPTH) {
        throw RingbenchException.badInput(
            "%s: it has more than %,d values, or more than %d lists and mappings inside each other."
                .formatted(name, InputLimits.YAML_EVENTS, InputLimits.YAML_DEPTH));
      }
    }
  }

  /** Of a mapping without a key twice. */
  public List<NodeTuple> entries(Node node, String expected) {
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

  /** Of a list. */
  public List<Node> sequence(Node node, String expected) {
    if (!(node instanceof SequenceNode sequence)) {
      throw at(node, "expected " + expected);
    }
    return sequence.getValue();
  }

  /** Of an entry. */
  public String key(NodeTuple entry) {
    return text(entry.getKeyNode());
  }

  /** Of a single value. */
  public String text(Node node) {
    if (!(node instanceof ScalarNode scalar)) {
      throw at(node, "expected a single value");
    }
    return scalar.getValue();
  }

  /** From 0 to {@code most}. */
  public long number(Node node, long most) {
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

  /** One of the choices, by name. */
  public <T> T oneOf(Node node, List<T> choices, Function<T, String> name) {
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

  /** An enum constant as people write it. */
  public static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }

  /** A complaint about a key that nobody knows. */
  public RingbenchException unknownKey(NodeTuple entry, String... known) {
    return at(
        entry.getKeyNode(),
        "unknown key '"
            + key(entry)
            + "'; known: "
            + Stream.of(known).collect(Collectors.joining(", ")));
  }

  /** A complaint with line and column. */
  public RingbenchException at(Node node, String problem) {
    return node.getStartMark()
        .map(mark -> complaint(mark.getLine(), mark.getColumn(), problem))
        .orElseGet(() -> RingbenchException.badInput(name + ": " + problem + "."));
  }

  private RingbenchException complaint(int line, int column, String problem) {
    return RingbenchException.badInput(
        String.format(Locale.ROOT, "%s:%d:%d: %s.", name, line + 1, column + 1, problem));
  }
}
