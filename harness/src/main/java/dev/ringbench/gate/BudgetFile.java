// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.gate;

import dev.ringbench.compare.Metric;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.yaml.MarkedYaml;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Budgets as people write them: YAML. Every complaint names line and column.
 *
 * <pre>
 * version: 1
 * budgets:
 *   - metric: added_p50               # or a family: cost, sensor-cpu, delivery, loss, capacity, outcome
 *     rows: open seccomp-notify*      # a glob; default: all rows
 *     worse_by_at_most: 5 %           # of the base, or in the metric's unit: 200 ns, 0 classes
 *     optional: true                  # it may match nothing, if another matches; default: false
 * </pre>
 */
public final class BudgetFile {
  private static final int MOST_CHARACTERS = 1 << 20;
  private static final Pattern AMOUNT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?) ?(\\S+)");

  private final String name;
  private final MarkedYaml yaml;

  private BudgetFile(String name) {
    this.name = name;
    this.yaml = new MarkedYaml(name);
  }

  /**
   * The budgets of a file.
   *
   * @param name of the file, for complaints
   * @throws RingbenchException bad input, with line and column
   */
  public static List<Budget> parse(String name, String text) {
    BudgetFile file = new BudgetFile(name);
    return file.budgets(file.yaml.root(text, MOST_CHARACTERS));
  }

  private List<Budget> budgets(Node root) {
    List<Budget> budgets = new ArrayList<>();
    boolean versioned = false;
    for (NodeTuple entry : yaml.entries(root, "a mapping with `version` and `budgets`")) {
      switch (yaml.key(entry)) {
        case "version" -> {
          versioned = true;
          if (yaml.number(entry.getValueNode(), Integer.MAX_VALUE) != 1) {
            throw yaml.at(entry.getValueNode(), "this Ringbench reads version 1 of budgets");
          }
        }
        case "budgets" -> {
          for (Node budget : yaml.sequence(entry.getValueNode(), "a list of budgets")) {
            budgets.add(budget(budget));
          }
        }
        default -> throw yaml.unknownKey(entry, "version", "budgets");
      }
    }
    if (!versioned) {
      throw yaml.at(root, "`version: 1` is missing");
    }
    if (budgets.isEmpty()) {
      throw yaml.at(root, "there is no budget, so nothing could fail");
    }
    return budgets;
  }

  private Budget budget(Node node) {
    Set<Metric> metrics = null;
    String label = null;
    String rows = "*";
    Node amount = null;
    boolean optional = false;
    for (NodeTuple entry : yaml.entries(node, "a mapping with metric and worse_by_at_most")) {
      Node value = entry.getValueNode();
      switch (yaml.key(entry)) {
        case "metric" -> {
          label = yaml.text(value);
          metrics = metrics(value);
        }
        case "rows" -> rows = yaml.text(value);
        case "worse_by_at_most" -> amount = value;
        case "optional" -> optional = truth(value);
        default -> throw yaml.unknownKey(entry, "metric", "rows", "worse_by_at_most", "optional");
      }
    }
    if (metrics == null || amount == null) {
      throw yaml.at(node, "a budget needs `metric` and `worse_by_at_most`");
    }
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    return new Budget(
        name + ":" + line + " (" + label + " of " + rows + ")",
        metrics,
        rows,
        amount(amount, metrics),
        optional);
  }

  private boolean truth(Node node) {
    String text = yaml.text(node);
    if (!text.equals("true") && !text.equals("false")) {
      throw yaml.at(node, "'" + text + "' is neither true nor false");
    }
    return text.equals("true");
  }

  private Set<Metric> metrics(Node node) {
    String text = yaml.text(node);
    Optional<Metric> one = Metric.named(text);
    if (one.isPresent()) {
      return EnumSet.of(one.get());
    }
    Set<Metric> family =
        Arrays.stream(Metric.values())
            .filter(metric -> metric.family().toString().equals(text))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Metric.class)));
    if (family.isEmpty()) {
      throw yaml.at(
          node,
          "'"
              + text
              + "' is no metric; there are the families "
              + words(List.of(Metric.Family.values()))
              + ", and of them "
              + words(List.of(Metric.values())));
    }
    return family;
  }

  private static String words(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  private Budget.Amount amount(Node node, Set<Metric> metrics) {
    String text = yaml.text(node);
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      throw yaml.at(node, "'" + text + "' is no amount such as 5 %, 200 ns or 0 classes");
    }
    Budget.Amount amount =
        new Budget.Amount(Double.parseDouble(matcher.group(1)), matcher.group(2));
    for (Metric metric : metrics) {
      Set<String> units = units(metric);
      if (!units.contains(amount.unit())) {
        throw yaml.at(
            node,
            String.format(
                Locale.ROOT,
                "%s is given in %s, not in '%s'",
                metric,
                String.join(" or ", units),
                amount.unit()));
      }
    }
    return amount;
  }

  private static Set<String> units(Metric metric) {
    return switch (metric.unit()) {
      case "ns" -> new java.util.LinkedHashSet<>(List.of("%", "ns", "us", "ms"));
      case "class" -> Set.of("classes");
      case "share" -> Set.of("%");
      case "ratio", "s/million events" -> Set.of("%");
      default -> new java.util.LinkedHashSet<>(List.of("%", metric.unit()));
    };
  }
}
