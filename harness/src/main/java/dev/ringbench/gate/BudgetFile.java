// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.gate;

import dev.ringbench.figure.Metric;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
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
  private static final Pattern AMOUNT =
      Pattern.compile("([0-9]++(?:\\.[0-9]++)?+) ?([^0-9.\\s]\\S*)?");

  /** Beyond these nothing that is measured here can become worse. */
  private static final double MOST_PERCENT = 1e6;

  private static final double MOST_OF_A_UNIT = 1e12;
  private static final double WHOLE = 100;
  private static final double CLASSES = 9;
  private static final double SIGHTS = 3;
  private static final double ATTACKS = 8;

  /** Rows of these are named by operation and sensor. */
  private static final Set<Metric> OF_OPERATIONS = ofOperations();

  private static Set<Metric> ofOperations() {
    Set<Metric> metrics = EnumSet.copyOf(Metric.compared());
    metrics.removeAll(EnumSet.of(Metric.SLOW_DOWN, Metric.OUTCOME, Metric.SIGHT, Metric.ATTACK));
    return metrics;
  }

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
        case "rows" -> rows = rows(value);
        case "worse_by_at_most" -> amount = value;
        case "optional" -> optional = truth(value);
        default -> throw yaml.unknownKey(entry, "metric", "rows", "worse_by_at_most", "optional");
      }
    }
    if (metrics == null || amount == null) {
      throw yaml.at(node, "a budget needs `metric` and `worse_by_at_most`");
    }
    requireOperation(node, metrics, rows);
    int line = node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0);
    return new Budget(
        name + ":" + line + " (" + label + " of " + rows + ")",
        metrics,
        rows,
        amount(amount, metrics),
        optional);
  }

  /** Of which there can be a row. */
  private String rows(Node node) {
    String text = yaml.text(node);
    if (text.isEmpty()) {
      throw yaml.at(node, "an empty glob matches no row; leave `rows` out for all of them");
    }
    if (!text.equals(text.strip()) || !text.codePoints().allMatch(VisibleText::isVisible)) {
      throw yaml.at(
          node,
          "no row begins or ends with a space or has a line break or a control character in it, as"
              + " `rows: >` and `|` make them; write the glob behind `rows:`, in the same line");
    }
    return text;
  }

  /** A glob whose first word is no operation matches nothing where each row begins with one. */
  private void requireOperation(Node node, Set<Metric> metrics, String rows) {
    String word = rows.contains(" ") ? rows.substring(0, rows.indexOf(' ')) : rows;
    boolean literal = word.indexOf('*') < 0 && word.indexOf('?') < 0;
    if (literal
        && OF_OPERATIONS.containsAll(metrics)
        && Arrays.stream(Operation.values()).noneMatch(o -> o.toString().equals(word))) {
      throw yaml.at(
          node,
          "'"
              + rows
              + "' matches no row: a row begins with an operation, which '"
              + word
              + "' is not: "
              + words(List.of(Operation.values())));
    }
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
        Metric.compared().stream()
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
              + words(Metric.compared()));
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
    if (matcher.group(2) == null) {
      throw yaml.at(
          node,
          "'%s' has no unit; %s is given in %s"
              .formatted(
                  text,
                  metrics.iterator().next(),
                  String.join(" or ", units(metrics.iterator().next()))));
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
      if (amount.inMetricUnit() >= end(metric, amount)) {
        throw yaml.at(
            node,
            "%s cannot become worse by %s or more, so this budget could never fail"
                .formatted(metric, text));
      }
    }
    return amount;
  }

  /** What the change of a metric does not reach. */
  private static double end(Metric metric, Budget.Amount amount) {
    if (metric == Metric.OUTCOME) {
      return CLASSES;
    }
    if (metric == Metric.SIGHT || metric == Metric.ATTACK) {
      return metric == Metric.SIGHT ? SIGHTS : ATTACKS;
    }
    if (!amount.isPercent()) {
      return MOST_OF_A_UNIT;
    }
    // A share ends at 100 %, and what is to be large at nothing.
    return metric == Metric.LOST_SHARE || metric.higherIsBetter() ? WHOLE : MOST_PERCENT;
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
