// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.claim;

import com.google.re2j.Pattern;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Operation;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
import dev.ringbench.yaml.MarkedYaml;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Claims as people write them: YAML. Every complaint names line and column. */
public final class ClaimFile {
  private static final int MOST_CHARACTERS = 65_536;
  private static final int MOST_OF_A_LIST = 32;
  private static final int MOST_WORDS = 64;
  private static final int MOST_CHARACTERS_OF_A_LINE = 2000;
  private static final int MOST_CPUS = 4096;
  private static final Pattern ID = Pattern.compile("[A-Z][0-9]{2,3}");
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,39}");
  private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9+._-]{0,63}");

  /** With a star behind the beginning of one: a matrix has the kernel's whole release there. */
  private static final Pattern EXPERIMENT = Pattern.compile(WORD.pattern() + "\\*?");

  private static final Pattern VERSION = Pattern.compile("[0-9]{1,3}\\.[0-9]{1,4}");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?");
  private static final Pattern ADDRESS = Pattern.compile("https?://[!-~]{1,400}");

  private static final String[] KEYS = {
    "claim",
    "title",
    "source",
    "says",
    "conditions",
    "confirmed-if",
    "refuted-if",
    "needs",
    "steps",
    "figures",
    "rule",
    "notes"
  };

  private final MarkedYaml yaml;
  private final String text;
  private final PlanCheck plans;

  /** Sensors and subjects that are looked for when the claim is run. */
  private List<String> later = List.of();

  private ClaimFile(String name, String text, PlanCheck plans) {
    this.yaml = new MarkedYaml(name);
    this.text = text;
    this.plans = plans;
  }

  /**
   * The claim of a file.
   *
   * @param name of the file, for complaints
   * @param plans what the commands say of the steps
   * @throws RingbenchException bad input, with line and column
   */
  public static Claim parse(String name, String text, PlanCheck plans) {
    return new ClaimFile(name, text, plans).claim();
  }

  private Claim claim() {
    Node root = yaml.root(text, MOST_CHARACTERS);
    Map<String, Node> of = map(root, KEYS);
    for (String key : KEYS) {
      require(
          root,
          of.get(key) != null || key.equals("needs") || key.equals("notes"),
          "`" + key + "` is missing");
    }
    Claim.Needs needs = needs(of.get("needs"));
    later = Stream.concat(needs.sensors().stream(), needs.subjects().stream()).toList();
    List<Claim.Step> steps = steps(of.get("steps"));
    List<ClaimFigure> figures = figures(of.get("figures"), steps);
    return new Claim(
        matching(of.get("claim"), ID, "id such as C04: a capital and two or three digits"),
        line(of.get("title")),
        source(of.get("source")),
        line(of.get("says")),
        line(of.get("conditions")),
        line(of.get("confirmed-if")),
        line(of.get("refuted-if")),
        needs,
        steps,
        figures,
        rule(of.get("rule"), figures),
        optional(of, "notes", this::line, null),
        sha256(text));
  }

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private Map<String, Node> map(Node node, String... known) {
    Map<String, Node> found = new TreeMap<>();
    for (NodeTuple entry : yaml.entries(node, "a mapping")) {
      if (!List.of(known).contains(yaml.key(entry))) {
        throw yaml.unknownKey(entry, known);
      }
      found.put(yaml.key(entry), entry.getValueNode());
    }
    return found;
  }

  private void require(Node node, boolean holds, String otherwise) {
    if (!holds) {
      throw yaml.at(node, otherwise);
    }
  }

  private static <T> T optional(
      Map<String, Node> of, String key, Function<Node, T> read, T otherwise) {
    Node node = of.get(key);
    return node == null ? otherwise : read.apply(node);
  }

  private String matching(Node node, Pattern pattern, String expected) {
    String value = yaml.text(node);
    require(node, pattern.matches(value), "'" + value + "' is no " + expected);
    return value;
  }

  /** One line that can be printed. */
  private String line(Node node) {
    String line = yaml.text(node).strip().replaceAll("\\s*\\n\\s*", " ");
    require(
        node,
        !line.isEmpty() && line.length() <= MOST_CHARACTERS_OF_A_LINE,
        "expected 1 to " + MOST_CHARACTERS_OF_A_LINE + " characters");
    require(
        node,
        line.codePoints().allMatch(VisibleText::isVisible),
        "it has a character that nobody sees");
    return line;
  }

  private List<String> list(Node node, Function<Node, String> each) {
    List<Node> nodes = yaml.sequence(node, "a list");
    require(node, nodes.size() <= MOST_OF_A_LIST, "more than " + MOST_OF_A_LIST + " of them");
    return nodes.stream().map(each).toList();
  }

  private List<String> words(Map<String, Node> of, String key) {
    return optional(
        of,
        key,
        node -> list(node, each -> matching(each, WORD, "name of what is needed")),
        List.of());
  }

  private Claim.Source source(Node node) {
    Map<String, Node> of = map(node, "title", "date", "address");
    require(node, of.containsKey("title"), "`title` is missing: where it was published");
    require(node, of.containsKey("date"), "`date` is missing: when it was published");
    return new Claim.Source(
        line(of.get("title")),
        matching(of.get("date"), DATE, "date such as 2023, 2023-08 or 2023-08-14"),
        optional(
            of, "address", value -> matching(value, ADDRESS, "address: https://HOST/PAGE"), null));
  }

  private Claim.Needs needs(Node node) {
    Map<String, Node> of =
        node == null
            ? Map.of()
            : map(
                node,
                "programs",
                "packages",
                "cpus",
                "kernels",
                "sensors",
                "subjects",
                "workloads",
                "faults",
                "metrics");
    return new Claim.Needs(
        words(of, "programs"),
        words(of, "packages"),
        optional(of, "cpus", value -> (int) yaml.number(value, MOST_CPUS), 1),
        optional(
            of,
            "kernels",
            value -> list(value, each -> matching(each, VERSION, "version such as 6.12")),
            List.<String>of()),
        words(of, "sensors"),
        words(of, "subjects"),
        words(of, "workloads"),
        words(of, "faults"),
        words(of, "metrics"));
  }

  private List<Claim.Step> steps(Node node) {
    List<Claim.Step> steps = new ArrayList<>();
    for (NodeTuple entry : yaml.entries(node, "a mapping of names to commands")) {
      String name = matching(entry.getKeyNode(), NAME, "name of a step");
      steps.add(new Claim.Step(name, command(entry.getValueNode())));
    }
    require(
        node,
        !steps.isEmpty() && steps.size() <= MOST_OF_A_LIST,
        "a plan has 1 to " + MOST_OF_A_LIST + " steps");
    return steps;
  }

  private List<String> command(Node node) {
    List<Node> nodes = yaml.sequence(node, "a command as a list of words");
    require(
        node,
        !nodes.isEmpty() && nodes.size() <= MOST_WORDS,
        "a command has 1 to " + MOST_WORDS + " words");
    List<String> words = nodes.stream().map(yaml::text).toList();
    PlanWords.Refused refused = PlanWords.firstRefused(words);
    if (refused != null) {
      throw yaml.at(nodes.get(refused.index()), refused.why());
    }
    for (int i = 0; i + 1 < words.size(); i++) {
      if (words.get(i).equals("--sensors") || words.get(i).equals("--subject")) {
        for (String id : words.get(i + 1).split(",", -1)) {
          require(nodes.get(i + 1), isRow(id), unknownRow(id));
        }
      }
    }
    String complaint = plans.complaint(words);
    require(node, complaint == null, complaint);
    return words;
  }

  private List<ClaimFigure> figures(Node node, List<Claim.Step> steps) {
    List<ClaimFigure> figures = new ArrayList<>();
    for (NodeTuple entry : yaml.entries(node, "a mapping of names to figures")) {
      figures.add(
          figure(
              matching(entry.getKeyNode(), NAME, "name of a figure"),
              entry.getValueNode(),
              steps,
              figures.stream().map(ClaimFigure::name).toList()));
    }
    require(
        node,
        !figures.isEmpty() && figures.size() <= MOST_OF_A_LIST,
        "a claim has 1 to " + MOST_OF_A_LIST + " figures");
    return figures;
  }

  private ClaimFigure figure(String name, Node node, List<Claim.Step> steps, List<String> above) {
    List<NodeTuple> entries = yaml.entries(node, "a mapping");
    require(node, !entries.isEmpty(), "it says nothing");
    String first = yaml.key(entries.get(0));
    for (ClaimFigure.Operator operator : ClaimFigure.Operator.values()) {
      if (first.equals(operator.toString())) {
        map(node, first);
        List<String> of = list(entries.get(0).getValueNode(), each -> known(each, above));
        require(
            node,
            operator == ClaimFigure.Operator.SUM ? of.size() >= 2 : of.size() == 2,
            "`" + first + "` is of " + (operator == ClaimFigure.Operator.SUM ? "2 or more" : "2"));
        return new ClaimFigure.Computed(name, operator, of);
      }
    }
    if (first.equals("times")) {
      Map<String, Node> of = map(node, "times", "by", "unit");
      require(
          node, of.size() == 3, "`times` has the name of a figure, `by` a factor, and a `unit`");
      double by = number(of.get("by"));
      require(of.get("by"), by > 0, "a factor is above 0");
      return new ClaimFigure.Scaled(name, known(of.get("times"), above), by, unit(of.get("unit")));
    }
    return read(name, node, steps);
  }

  private boolean isRow(String id) {
    return later.contains(id) || plans.isRow(id);
  }

  private static String unknownRow(String id) {
    return "there is no sensor and no subject '"
        + id
        + "': see `ringbench list` and `ringbench subject list`, or name it in `needs`";
  }

  private String unit(Node node) {
    String unit = line(node);
    require(node, unit.length() <= 40, "a unit has at most 40 characters");
    return unit;
  }

  private String known(Node node, List<String> names) {
    String name = yaml.text(node);
    require(
        node,
        names.contains(name),
        "there is no figure `" + name + "` above it; there are " + String.join(", ", names));
    return name;
  }

  private ClaimFigure read(String name, Node node, List<Claim.Step> steps) {
    Map<String, Node> of =
        map(node, "step", "sensor", "operation", "handoff", "experiment", "metric");
    for (String key : List.of("step", "sensor", "metric")) {
      require(node, of.containsKey(key), "`" + key + "` is missing");
    }
    Claim.Step step = yaml.oneOf(of.get("step"), steps, Claim.Step::name);
    Metric metric = yaml.oneOf(of.get("metric"), List.of(Metric.values()), Metric::toString);
    String strange = PlanWords.strange(metric, step.command());
    require(of.get("metric"), strange == null, strange);
    String sensor = matching(of.get("sensor"), WORD, "id of a sensor");
    require(of.get("sensor"), isRow(sensor), unknownRow(sensor));
    String operation =
        optional(
            of,
            "operation",
            value -> yaml.oneOf(value, List.of(Operation.values()), Operation::toString).toString(),
            null);
    List<String> measured = PlanWords.operations(step.command());
    require(
        node,
        operation == null || measured.isEmpty() || measured.contains(operation),
        "step `" + step.name() + "` has no " + operation + ", but " + String.join(", ", measured));
    return new ClaimFigure.Read(
        name,
        step.name(),
        sensor,
        operation,
        optional(
            of,
            "handoff",
            value -> yaml.oneOf(value, List.of(Handoff.values()), Handoff::toString).toString(),
            null),
        optional(
            of, "experiment", value -> matching(value, EXPERIMENT, "experiment of a row"), null),
        metric);
  }

  private Rule rule(Node node, List<ClaimFigure> figures) {
    Map<String, Node> of = map(node, "confirm", "refute", "factor", "arms", "units");
    List<String> names = figures.stream().map(ClaimFigure::name).toList();
    require(
        node,
        of.containsKey("arms") == of.containsKey("factor")
            && of.containsKey("arms") != of.containsKey("confirm")
            && !(of.containsKey("arms") && of.containsKey("refute")),
        "either `confirm` (and `refute`), or `factor` and `arms` with those at each level");
    List<Rule.Arm> arms = new ArrayList<>();
    if (of.containsKey("arms")) {
      for (NodeTuple entry : yaml.entries(of.get("arms"), "a mapping of levels")) {
        Map<String, Node> arm = map(entry.getValueNode(), "confirm", "refute");
        require(entry.getValueNode(), arm.containsKey("confirm"), "`confirm` is missing");
        arms.add(arm(line(entry.getKeyNode()), arm, names));
      }
      require(
          of.get("arms"),
          arms.size() >= 2 && arms.size() <= MOST_OF_A_LIST,
          "a factor has 2 to " + MOST_OF_A_LIST + " levels");
    } else {
      arms.add(arm(null, of, names));
    }
    return new Rule(
        optional(of, "factor", this::line, null),
        arms,
        optional(of, "units", value -> units(value, names), null));
  }

  private Rule.Arm arm(String level, Map<String, Node> of, List<String> names) {
    List<Condition> confirm = conditions(of.get("confirm"), names);
    require(of.get("confirm"), !confirm.isEmpty(), "nothing would confirm it");
    return new Rule.Arm(
        level,
        confirm,
        optional(of, "refute", value -> conditions(value, names), List.<Condition>of()));
  }

  private Rule.Units units(Node node, List<String> names) {
    Map<String, Node> of = map(node, "when", "because");
    require(node, of.size() == 2, "`units` has `when`, conditions, and `because`, a sentence");
    List<Condition> when = conditions(of.get("when"), names);
    require(of.get("when"), !when.isEmpty(), "nothing would show it");
    return new Rule.Units(when, line(of.get("because")));
  }

  private List<Condition> conditions(Node node, List<String> names) {
    List<Node> nodes = yaml.sequence(node, "a list of conditions");
    require(node, nodes.size() <= MOST_OF_A_LIST, "more than " + MOST_OF_A_LIST + " of them");
    return nodes.stream().map(each -> condition(each, names)).toList();
  }

  private Condition condition(Node node, List<String> names) {
    Map<String, Node> of = map(node, "figure", "at-least", "at-most", "ascending");
    if (of.containsKey("ascending")) {
      require(node, of.size() == 1, "`ascending` stands alone");
      List<String> order = list(of.get("ascending"), each -> known(each, names));
      require(node, order.size() >= 2, "an order has two figures or more");
      return new Condition(order, null, null);
    }
    require(
        node,
        of.containsKey("figure") && of.size() >= 2,
        "a condition has `figure` and `at-least`, `at-most` or both, or `ascending`");
    Double least = optional(of, "at-least", this::number, null);
    Double most = optional(of, "at-most", this::number, null);
    require(node, least == null || most == null || least <= most, "`at-least` is above `at-most`");
    return new Condition(List.of(known(of.get("figure"), names)), least, most);
  }

  private double number(Node node) {
    String value = yaml.text(node);
    Optional<Double> number =
        Stream.of(value)
            .filter(each -> each.matches("-?[0-9]{1,15}(\\.[0-9]{1,12})?"))
            .map(Double::valueOf)
            .findFirst();
    require(node, number.isPresent(), "'" + value + "' is no number such as 20 or 0.5");
    return number.orElseThrow();
  }
}
