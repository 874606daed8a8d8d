// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import dev.ringbench.cli.RingbenchCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;

/**
 * What becomes of each command that documentation shows: run by {@code DocumentationIT}, or covered
 * by the test that is named here. A command in neither table fails {@code DocumentationTest}.
 */
final class DocumentedCommands {
  /** Cheap and read-only: run with the jar against published documents. */
  static final Set<String> EXECUTED =
      Set.of(
          "",
          "report",
          "export",
          "compare",
          "gate",
          "verify",
          "trend",
          "trend add",
          "trend show",
          "trend rebuild",
          "list",
          "guest list",
          "faults list",
          "faults report",
          "capacity report",
          "macro report",
          "content compile",
          "content check",
          "subject list",
          "completion");

  /** What measures, or boots, and the test that does the same. */
  static final Map<String, String> COVERED =
      Map.ofEntries(
          Map.entry("doctor", "RunIT"),
          Map.entry("run", "RunIT"),
          Map.entry("pair", "PairIT"),
          Map.entry("guest run", "GuestIT"),
          Map.entry("guest matrix", "GuestMatrixIT"),
          Map.entry("guest shell", "GuestShellIT"),
          Map.entry("guest visibility", "VisibilityIT"),
          Map.entry("guest tamper", "TamperIT"),
          Map.entry("faults", "FaultsIT"),
          Map.entry("faults reclassify", "FaultsIT"),
          Map.entry("merge", "FaultsIT"),
          Map.entry("capacity", "CapacityIT"),
          Map.entry("macro", "MacroIT"),
          Map.entry("visibility", "VisibilityIT"),
          Map.entry("claims list", "ClaimsIT"),
          Map.entry("claims check", "ClaimsIT"),
          Map.entry("claims new", "ClaimsIT"),
          Map.entry("claims run", "ClaimsIT"),
          Map.entry("tamper", "TamperIT"),
          Map.entry("content verify", "CommandLineIT"),
          Map.entry("subject check", "SubjectIT"),
          Map.entry("subject new", "SubjectIT"));

  /** Other programs, by the beginning of the line, and why that is no test of Ringbench. */
  static final Map<String, String> OTHERS =
      Map.ofEntries(
          Map.entry("ringbench test", "the launcher's own: it is what runs this test"),
          Map.entry("ringbench build", "the launcher's own: LauncherTest runs it"),
          Map.entry(
              "mvn test -pl harness -am -Dtest=GoldenReportsTest",
              "the suite compares what it writes"),
          Map.entry(
              "mvn spotless:apply",
              "spotless:check of the same configuration is part of each build"),
          Map.entry("mvn -B -Prelease package", "PackagesIT runs the script that it ends with"),
          Map.entry("ci/gate-against-base", "CiKitIT runs it"),
          Map.entry(
              "native/sanitized/target/cmake/test/content-fuzz",
              "ctest runs it, with fewer inputs"),
          Map.entry("make", "AgentExampleIT runs it"),
          Map.entry("apt-get install", "PackagesIT unpacks and runs the package"),
          Map.entry("apt-get remove ringbench", "the release workflow does it"),
          Map.entry("tar -xzf", "PackagesIT unpacks and runs the tarball"),
          Map.entry("cp -r", "PackagesIT runs it in another directory"),
          Map.entry("mkdir", "a new folder, which DocumentationIT copies instead"),
          Map.entry("(cd", "DocumentationIT runs the whole snippet"),
          Map.entry("sha256sum", "DocumentationIT runs the whole snippet"));

  private static final Map<String, String> PLACEHOLDERS = placeholders();

  private DocumentedCommands() {}

  private static Map<String, String> placeholders() {
    Map<String, String> table = new LinkedHashMap<>();
    String published = "results/published/";
    String load = published + "2026-11-25-kvm-amd-epyc-2cpu-load/";
    String faults = published + "2026-11-26-faults/";
    table.put(published + "<run>/faults.json", faults + "faults.json");
    table.put(published + "<run>/replay.json", published + "2026-11-26-replay/replay.json");
    table.put(published + "<run>/capacity.json", load + "capacity.json");
    table.put(published + "<run>/macro.json", load + "macro.json");
    table.put(published + "<run>", published + "2026-11-26-guest-6.1-deterministic");
    table.put("$d", published + "2026-11-26-guest-6.1-deterministic");
    table.put("FILE", "result.json");
    table.put("BASE", "base.json");
    table.put("NEW", "new.json");
    table.put("DIR", "trend");
    table.put("SHA", "0123456789abcdef0123456789abcdef01234567");
    return table;
  }

  /** Each placeholder of the table as what it stands for, where it is a word of its own. */
  static String withoutPlaceholders(String line) {
    String plain = line;
    for (Map.Entry<String, String> placeholder : PLACEHOLDERS.entrySet()) {
      plain =
          plain.replaceAll(
              "(?<![\\w./<-])" + Pattern.quote(placeholder.getKey()) + "(?![\\w.-])",
              placeholder.getValue());
    }
    return plain;
  }

  static List<ShellCommand> all() throws IOException {
    List<ShellCommand> commands = new ArrayList<>();
    for (Snippet snippet : Snippet.all("sh")) {
      commands.addAll(ShellCommand.in(snippet));
    }
    return commands;
  }

  /** "faults report" of "faults report X --markdown"; empty: no subcommand, as in "--help". */
  static String subcommand(List<String> arguments) {
    CommandLine command = RingbenchCommand.commandLine();
    List<String> names = new ArrayList<>();
    for (String argument : arguments) {
      CommandLine next = command.getSubcommands().get(argument);
      if (next == null) {
        break;
      }
      names.add(argument);
      command = next;
    }
    return String.join(" ", names);
  }
}
