// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Watcher;
import dev.ringbench.model.Watcher.Kind;
import dev.ringbench.model.Watcher.Reach;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * Finds who else watches this machine. What cannot be read is not there: a list that is empty for
 * an ordinary user proves nothing.
 */
final class WatcherScan {
  /** Before a list of functions or programs is cut. */
  private static final int MOST_NAMES = 5;

  /** Names of functions and files come from elsewhere; a document has a bound. */
  private static final int MOST_CHARACTERS = 300;

  /** enum bpf_prog_type of linux/bpf.h: those that can see an operation of a process. */
  private static final Map<Integer, String> SEEING_BPF_TYPES =
      Map.of(
          2, "kprobe",
          5, "tracepoint",
          7, "perf event",
          17, "raw tracepoint",
          18, "cgroup socket address",
          23, "raw tracepoint",
          26, "tracing",
          29, "LSM");

  /** Of /sys/kernel/security/lsm: those that decide an open or an exec by a policy. */
  private static final Set<String> POLICY_LSMS =
      Set.of("apparmor", "selinux", "smack", "tomoyo", "ima", "evm", "ipe");

  private static final String OUR_MODULE = "ringbench";

  private final HostTree tree;
  private final List<Watcher> found = new ArrayList<>();

  private WatcherScan(HostTree tree) {
    this.tree = tree;
  }

  /**
   * Everybody who was found.
   *
   * @param inventory what {@code ringbench-sensor inventory} printed
   * @param audit what {@code ringbench-sensor audit state} printed
   */
  static List<Watcher> of(HostTree tree, JsonNode inventory, JsonNode audit) {
    WatcherScan scan = new WatcherScan(tree);
    scan.bpf(inventory.path("bpf_programs"));
    scan.kernelHooks();
    scan.kernelTracer();
    scan.securityModules();
    scan.modules();
    scan.audit(audit);
    FanotifyScan.groups(tree)
        .forEach(
            group ->
                scan.add(
                    group.permission() ? Kind.FANOTIFY_PERMISSION : Kind.FANOTIFY,
                    group.comm(),
                    Reach.OTHER_MOUNTS));
    scan.preloaded();
    scan.ownProcess();
    return List.copyOf(scan.found);
  }

  private void add(Kind kind, String name, Reach reach) {
    found.add(
        new Watcher(kind, name.substring(0, Math.min(MOST_CHARACTERS, name.length())), reach));
  }

  private void bpf(JsonNode programs) {
    Map<String, Set<String>> names = new LinkedHashMap<>();
    programs.forEach(
        program -> {
          String type = SEEING_BPF_TYPES.get(program.path("type").asInt());
          if (type != null) {
            String name = program.path("name").asString();
            names
                .computeIfAbsent(type, key -> new TreeSet<>())
                .add(name.isEmpty() ? "id " + program.path("id").asInt() : name);
          }
        });
    names.forEach(
        (type, all) ->
            add(Kind.BPF, listed(List.copyOf(all)) + " (" + type + ")", Reach.EVERYTHING));
  }

  /** Without those of BPF, which are named by their programs. */
  private void kernelHooks() {
    Set<String> functions = new TreeSet<>();
    lines("/sys/kernel/debug/kprobes/list")
        .filter(line -> !line.contains("[DISABLED]"))
        .map(line -> line.split("\\s+", -1))
        .filter(words -> words.length > 2)
        .forEach(words -> functions.add(words[2].replaceFirst("\\+0x0$", "")));
    lines("/sys/kernel/tracing/enabled_functions")
        .filter(line -> !line.contains("direct-->"))
        .forEach(line -> functions.add(line.split("\\s+", -1)[0]));
    if (!functions.isEmpty()) {
      add(Kind.KERNEL_HOOK, listed(List.copyOf(functions)), Reach.EVERYTHING);
    }
  }

  private void kernelTracer() {
    String tracer = tree.text("/sys/kernel/tracing/current_tracer");
    if (tracer != null && !tracer.equals("nop")) {
      add(Kind.KERNEL_TRACER, tracer, Reach.EVERYTHING);
    }
    List<String> events = lines("/sys/kernel/tracing/set_event").toList();
    if (!events.isEmpty()) {
      add(Kind.KERNEL_TRACER, "of events " + listed(events), Reach.EVERYTHING);
    }
  }

  private void securityModules() {
    List<String> loaded = tree.words("/sys/kernel/security/lsm", ",");
    List<String> deciding =
        loaded == null ? List.of() : loaded.stream().filter(POLICY_LSMS::contains).toList();
    if (!deciding.isEmpty()) {
      add(Kind.LSM, String.join(", ", deciding), Reach.EVERYTHING);
    }
  }

  /** The last column of /proc/modules: "(OE)" of a module from elsewhere. */
  private void modules() {
    List<String> foreign =
        lines("/proc/modules")
            .filter(line -> line.matches(".*\\([A-Z]*O[A-Z]*\\)$"))
            .map(line -> line.split(" ", -1)[0])
            .filter(name -> !name.equals(OUR_MODULE))
            .sorted()
            .toList();
    if (!foreign.isEmpty()) {
      add(Kind.MODULE, listed(foreign), Reach.UNKNOWN);
    }
  }

  private void audit(JsonNode state) {
    int daemon = state.path("daemon").asInt();
    if (state.path("enabled").asBoolean() && daemon != 0) {
      String comm = tree.text("/proc/" + daemon + "/comm");
      add(Kind.AUDIT, comm == null ? "daemon " + daemon : comm, Reach.EVERYTHING);
    }
  }

  private void preloaded() {
    List<String> libraries = new ArrayList<>(lines("/etc/ld.so.preload").toList());
    List<String> variables = tree.words("/proc/self/environ", " ");
    if (variables != null) {
      variables.stream()
          .filter(variable -> variable.startsWith("LD_PRELOAD="))
          .map(variable -> variable.substring("LD_PRELOAD=".length()))
          .filter(library -> !library.isEmpty())
          .forEach(libraries::add);
    }
    if (!libraries.isEmpty()) {
      // Without directories, which may name a user.
      add(
          Kind.PRELOAD,
          listed(libraries.stream().map(library -> library.replaceFirst(".*/", "")).toList()),
          Reach.EVERYTHING);
    }
  }

  private void ownProcess() {
    String status = "/proc/self/status";
    if ("2".equals(tree.valueOf(status, ':', "Seccomp"))) {
      add(Kind.SECCOMP, "this process", Reach.EVERYTHING);
    }
    String tracer = tree.valueOf(status, ':', "TracerPid");
    if (tracer != null && !tracer.equals("0")) {
      String comm = tree.text("/proc/" + tracer + "/comm");
      add(
          Kind.PTRACE,
          "this process: " + (comm == null ? "pid " + tracer : comm),
          Reach.EVERYTHING);
    }
  }

  private Stream<String> lines(String path) {
    List<String> lines = tree.lines(path);
    return lines == null ? Stream.empty() : lines.stream().filter(line -> !line.isBlank());
  }

  private static String listed(List<String> names) {
    String first = String.join(", ", names.subList(0, Math.min(MOST_NAMES, names.size())));
    return names.size() > MOST_NAMES
        ? first + " and " + (names.size() - MOST_NAMES) + " more"
        : first;
  }
}
