// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Pairing;
import dev.ringbench.model.Placement;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
import dev.ringbench.yaml.MarkedYaml;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/** Descriptions of subjects as people write them: YAML. Every complaint names line and column. */
public final class SubjectFile {
  /** Of a file; the longest that ships has a twentieth of it. */
  private static final int MOST_CHARACTERS = 65_536;

  private static final int MOST_WORDS = 64;
  private static final int MOST_SECONDS = 120;
  private static final int USUAL_READY_SECONDS = 10;
  private static final int USUAL_STOP_SECONDS = 5;

  /** As systemd has it. */
  private static final int USUAL_RESTART_MILLIS = 100;

  private static final int MOST_RESTART_MILLIS = 60_000;
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{1,31}");
  private static final Pattern FILE_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");
  private static final Pattern LOG_PATH =
      Pattern.compile("(?:[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}/){0,3}[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}");

  /** See Debian's policy, 5.6.1: none begins like an option of apt-get. */
  private static final Pattern PACKAGE = Pattern.compile("[a-z0-9][a-z0-9+.-]{1,99}");

  private static final Pattern VARIABLE_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,63}");
  private static final String DIR = "{dir}/";
  private static final Set<Operation> OPERATIONS =
      Set.of(Operation.OPEN, Operation.EXEC, Operation.CONNECT);
  private static final Set<String> SIGNALS = Set.of("INT", "TERM", "QUIT", "HUP", "KILL", "USR1");
  private static final Set<String> ERRORS = Set.of("EPERM", "EACCES");

  private static final String[] KEYS = {
    "subject",
    "title",
    "source",
    "version",
    "placement",
    "mode",
    "mechanism",
    "scope",
    "operations",
    "merges",
    "needs",
    "beside",
    "files",
    "environment",
    "prepare",
    "start",
    "wrap",
    "toggle",
    "log",
    "ready",
    "read",
    "denied",
    "lost",
    "stop",
    "supervisor",
    "configuration",
    "kernel-threads",
    "cleanup",
    "leaves",
    "notes"
  };

  private final MarkedYaml yaml;
  private final String text;

  private final Path home;

  private SubjectFile(String name, String text, Path home) {
    this.yaml = new MarkedYaml(name);
    this.text = text;
    this.home = home;
  }

  /**
   * The subject of a file.
   *
   * @param name of the file, for complaints
   * @throws RingbenchException bad input, with line and column
   */
  public static Subject parse(String name, String text) {
    return parse(name, text, null);
  }

  /**
   * The subject of a file.
   *
   * @param home its directory; null: it ships with us
   */
  static Subject parse(String name, String text, Path home) {
    return new SubjectFile(name, text, home).subject();
  }

  private Subject subject() {
    Node root = yaml.root(text, MOST_CHARACTERS);
    Map<String, Node> of = map(root, KEYS);
    for (String key :
        List.of("subject", "title", "placement", "mode", "mechanism", "scope", "operations")) {
      require(root, of.get(key) != null, "`" + key + "` is missing");
    }
    Mode mode = yaml.oneOf(of.get("mode"), List.of(Mode.NOTIFY, Mode.AUTH), MarkedYaml::word);
    Subject.Action action = action(root, of);
    Subject.Denied denied = optional(of, "denied", this::denied, null);
    require(
        root,
        (mode == Mode.AUTH) == (denied != null),
        "`denied` belongs to `mode: auth`, whose canary is a refusal, and to no other");
    Map<Operation, Subject.Watched> operations = operations(of.get("operations"));
    Ready ready = optional(of, "ready", this::ready, new Ready(null, USUAL_READY_SECONDS));
    return new Subject(
        id(of.get("subject")),
        line(of.get("title")),
        optional(of, "source", this::line, null),
        optional(of, "version", this::command, List.<String>of()),
        yaml.oneOf(of.get("placement"), placements(), SubjectFile::hyphened),
        mode,
        line(of.get("mechanism")),
        yaml.oneOf(of.get("scope"), List.of(Subject.Scope.values()), Subject.Scope::toString),
        operations,
        optional(of, "merges", this::truth, false),
        optional(
            of, "needs", this::needs, new Subject.Needs(List.of(), List.of(), false, List.of())),
        home,
        optional(of, "beside", this::beside, List.<String>of()),
        optional(of, "files", this::files, Map.<String, String>of()),
        optional(of, "environment", this::environment, Map.<String, String>of()),
        optional(of, "prepare", this::commandsWithoutPid, List.<List<String>>of()),
        action,
        optional(of, "log", this::log, Subject.STDOUT),
        ready.line(),
        ready.withinSeconds(),
        optional(of, "read", this::command, List.<String>of()),
        denied,
        optional(of, "lost", this::lost, null),
        optional(
            of, "stop", this::stop, new Subject.Stop("TERM", List.of(), USUAL_STOP_SECONDS, false)),
        optional(of, "supervisor", this::supervisor, null),
        optional(of, "configuration", this::fileInDir, null),
        optional(of, "kernel-threads", value -> list(value, this::line), List.<String>of()),
        optional(of, "cleanup", this::commandsWithoutPid, List.<List<String>>of()),
        optional(of, "leaves", this::line, null),
        optional(of, "notes", this::line, null),
        sha256(text));
  }

  /** Of commands before it has a process, or after: another may have its number. */
  private List<List<String>> commandsWithoutPid(Node node) {
    List<List<String>> found = commands(node);
    require(
        node,
        found.stream().flatMap(List::stream).noneMatch(word -> word.contains("{pid}")),
        "{pid} stands for nothing here: the process is not there yet, or no more");
    return found;
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

  private static List<Placement> placements() {
    return Arrays.stream(Placement.values())
        .filter(placement -> placement != Placement.BASELINE && placement != Placement.FLOOR)
        .toList();
  }

  private static String hyphened(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private String id(Node node) {
    String id = yaml.text(node);
    require(
        node,
        ID.matches(id),
        "'" + id + "' is no name of a subject: 2 to 32 of a-z, 0-9 and hyphens");
    return id;
  }

  /** One line that can be printed. */
  private String line(Node node) {
    String line = yaml.text(node).strip().replaceAll("\\s*\\n\\s*", " ");
    require(node, !line.isEmpty() && line.length() <= 1000, "expected 1 to 1000 characters");
    require(
        node,
        line.codePoints().allMatch(VisibleText::isVisible),
        "it has a character that nobody sees");
    return line;
  }

  private boolean truth(Node node) {
    return yaml.oneOf(node, List.of("true", "false"), Function.identity()).equals("true");
  }

  private List<String> list(Node node, Function<Node, String> each) {
    List<Node> nodes = yaml.sequence(node, "a list");
    require(node, nodes.size() <= MOST_WORDS, "more than " + MOST_WORDS + " of them");
    return nodes.stream().map(each).toList();
  }

  private List<String> command(Node node) {
    List<String> words = list(node, this::word);
    require(node, !words.isEmpty() && !words.get(0).isEmpty(), "a command has a program");
    return words;
  }

  private String word(Node node) {
    String word = yaml.text(node);
    require(
        node,
        word.length() <= 4096 && word.chars().noneMatch(Character::isISOControl),
        "an argument is one line of at most 4096 characters; longer texts go into `files`");
    Template.firstUnknown(word).ifPresent(name -> requireVariable(node, name));
    return word;
  }

  private void requireVariable(Node node, String name) {
    throw yaml.at(
        node, "{" + name + "} stands for nothing here; there are {dir}, {work} and {pid}");
  }

  private List<List<String>> commands(Node node) {
    List<Node> nodes = yaml.sequence(node, "a list of commands");
    require(node, nodes.size() <= MOST_WORDS, "more than " + MOST_WORDS + " of them");
    return nodes.stream().map(this::command).toList();
  }

  private Subject.Action action(Node root, Map<String, Node> of) {
    require(
        root,
        List.of("start", "wrap", "toggle").stream().filter(of::containsKey).count() == 1,
        "exactly one of `start`, `wrap` and `toggle` says how it comes to see operations");
    List<List<String>> on = new ArrayList<>();
    List<List<String>> off = new ArrayList<>();
    List<String> state = new ArrayList<>();
    List<String> processes = new ArrayList<>();
    if (of.containsKey("toggle")) {
      Map<String, Node> toggle = map(of.get("toggle"), "on", "off", "state", "processes");
      require(
          of.get("toggle"),
          toggle.containsKey("on") && toggle.containsKey("off"),
          "`toggle` needs `on` and `off`, a list each");
      state.addAll(optional(toggle, "state", this::command, List.<String>of()));
      processes.addAll(optional(toggle, "processes", this::command, List.<String>of()));
      on.addAll(commandsWithoutPid(toggle.get("on")));
      off.addAll(commandsWithoutPid(toggle.get("off")));
      // It is turned on again when its private directory is gone.
      require(
          of.get("toggle"),
          state.isEmpty()
              || Stream.of(on, off, List.of(state))
                  .flatMap(List::stream)
                  .flatMap(List::stream)
                  .noneMatch(word -> word.contains("{")),
          "with `state`, the commands of `toggle` name no {dir} and no {work}: what was on before"
              + " is turned on again without them");
    }
    return new Subject.Action(
        optional(of, "start", this::command, List.<String>of()),
        optional(of, "wrap", this::command, List.<String>of()),
        on,
        off,
        state,
        processes);
  }

  private Map<Operation, Subject.Watched> operations(Node node) {
    Map<Operation, Subject.Watched> found = new TreeMap<>();
    for (NodeTuple entry : yaml.entries(node, "a mapping of operations")) {
      Operation operation =
          yaml.oneOf(
              entry.getKeyNode(),
              Arrays.stream(Operation.values()).filter(OPERATIONS::contains).toList(),
              Operation::toString);
      found.put(operation, watched(operation, entry.getValueNode()));
    }
    require(node, !found.isEmpty(), "it watches nothing");
    return found;
  }

  private Subject.Watched watched(Operation operation, Node node) {
    Map<String, Node> of = map(node, "event", "like", "pairing");
    require(node, of.containsKey("event"), "`event` is missing: how a line of the log names it");
    String event = yaml.text(of.get("event"));
    try {
      new EventPattern(event, operation, "rb00");
    } catch (PatternSyntaxException e) {
      throw yaml.at(of.get("event"), "no regular expression of RE2: " + e.getMessage());
    } catch (IllegalArgumentException e) {
      throw yaml.at(of.get("event"), e.getMessage());
    }
    require(
        node,
        of.containsKey("like") == of.containsKey("pairing"),
        "`like` and `pairing` belong together");
    return new Subject.Watched(
        event,
        optional(of, "like", this::id, null),
        optional(
            of,
            "pairing",
            value -> yaml.oneOf(value, List.of(Pairing.values()), SubjectFile::hyphened),
            null));
  }

  private Subject.Needs needs(Node node) {
    Map<String, Node> of = map(node, "programs", "packages", "root", "paths");
    return new Subject.Needs(
        optional(of, "programs", value -> list(value, this::line), List.<String>of()),
        optional(of, "packages", value -> list(value, this::packageName), List.<String>of()),
        optional(of, "root", this::truth, false),
        optional(of, "paths", value -> list(value, this::line), List.<String>of()));
  }

  private String packageName(Node node) {
    String name = yaml.text(node);
    require(node, PACKAGE.matches(name), "'" + name + "' is no name of a Debian package");
    return name;
  }

  private Map<String, String> files(Node node) {
    Map<String, String> found = new TreeMap<>();
    for (NodeTuple entry : yaml.entries(node, "a mapping of names to contents")) {
      String name = yaml.key(entry);
      require(
          entry.getKeyNode(),
          FILE_NAME.matches(name),
          "'" + name + "' is no name of a file in {dir}");
      found.put(name, yaml.text(entry.getValueNode()));
    }
    return found;
  }

  private List<String> beside(Node node) {
    return list(
        node,
        value -> {
          String name = yaml.text(value);
          require(
              value,
              FILE_NAME.matches(name),
              "'" + name + "' is no name of a file beside the description");
          return name;
        });
  }

  private Map<String, String> environment(Node node) {
    Map<String, String> found = new TreeMap<>();
    for (NodeTuple entry : yaml.entries(node, "a mapping of names to values")) {
      String name = yaml.key(entry);
      require(
          entry.getKeyNode(), VARIABLE_NAME.matches(name), "'" + name + "' is no variable's name");
      found.put(name, word(entry.getValueNode()));
    }
    return found;
  }

  private String log(Node node) {
    String log = word(node);
    require(
        node,
        log.equals(Subject.STDOUT) || log.equals(Subject.STDERR) || isInDir(log),
        "the log is stdout, stderr, or a file in {dir}");
    return log;
  }

  private static boolean isInDir(String path) {
    return path.startsWith(DIR) && LOG_PATH.matches(path.substring(DIR.length()));
  }

  private String fileInDir(Node node) {
    String path = word(node);
    require(node, isInDir(path), "expected a file in {dir}");
    return path;
  }

  private Subject.Supervisor supervisor(Node node) {
    Map<String, Node> of = map(node, "restart", "after-ms");
    require(node, of.containsKey("restart"), "`restart` is missing: after which ends");
    return new Subject.Supervisor(
        yaml.oneOf(
            of.get("restart"), List.of(Subject.Supervisor.Restart.values()), SubjectFile::hyphened),
        optional(
            of,
            "after-ms",
            value -> (int) yaml.number(value, MOST_RESTART_MILLIS),
            USUAL_RESTART_MILLIS));
  }

  private record Ready(String line, int withinSeconds) {}

  private Ready ready(Node node) {
    Map<String, Node> of = map(node, "line", "within-s");
    return new Ready(
        optional(of, "line", this::pattern, null),
        optional(of, "within-s", this::seconds, USUAL_READY_SECONDS));
  }

  private int seconds(Node node) {
    int seconds = (int) yaml.number(node, MOST_SECONDS);
    require(node, seconds > 0, "0 seconds are no time");
    return seconds;
  }

  private String pattern(Node node) {
    String pattern = yaml.text(node);
    try {
      Pattern.compile(pattern);
    } catch (PatternSyntaxException e) {
      throw yaml.at(node, "no regular expression of RE2: " + e.getMessage());
    }
    return pattern;
  }

  private Subject.Denied denied(Node node) {
    Map<String, Node> of = map(node, "file", "content", "errno");
    require(node, of.containsKey("file"), "`file` is missing: what opening has to fail");
    String file = yaml.text(of.get("file"));
    require(of.get("file"), FILE_NAME.matches(file), "'" + file + "' is no name of a file");
    List<String> errors =
        optional(of, "errno", value -> list(value, this::line), List.of("EPERM", "EACCES"));
    Optional<String> strange = errors.stream().filter(one -> !ERRORS.contains(one)).findFirst();
    require(
        node, strange.isEmpty(), strange.orElse("") + " is no refusal: there are EPERM, EACCES");
    return new Subject.Denied(file, optional(of, "content", yaml::text, ""), errors);
  }

  private Subject.Loss lost(Node node) {
    Map<String, Node> of = map(node, "event", "command", "pattern", "scope");
    boolean counter = of.containsKey("command");
    String key = counter ? "pattern" : "event";
    require(
        node,
        of.containsKey(key) && of.size() == (counter ? 2 : 1) + (of.containsKey("scope") ? 1 : 0),
        "either `event`, a line that says how many, or `command` and `pattern`, a counter");
    String pattern = pattern(of.get(key));
    require(
        of.get(key),
        Pattern.compile(pattern).namedGroups().containsKey("count"),
        "a group named `count` says how many");
    return new Subject.Loss(
        pattern,
        optional(of, "command", this::command, List.<String>of()),
        optional(of, "scope", this::line, "buffer"));
  }

  private Subject.Stop stop(Node node) {
    Map<String, Node> of = map(node, "signal", "command", "within-s", "nudge");
    require(
        node,
        !(of.containsKey("signal") && of.containsKey("command")),
        "it ends by a signal or by a command");
    return new Subject.Stop(
        optional(
            of,
            "signal",
            value -> yaml.oneOf(value, SIGNALS.stream().sorted().toList(), Function.identity()),
            "TERM"),
        optional(of, "command", this::command, List.<String>of()),
        optional(of, "within-s", this::seconds, USUAL_STOP_SECONDS),
        optional(of, "nudge", this::truth, false));
  }
}
