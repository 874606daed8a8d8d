// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.content.ContentFile;
import dev.ringbench.content.Rule;
import dev.ringbench.content.RulesFile;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.InputFile;
import dev.ringbench.files.OutputFile;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** From YAML to content. */
@Command(
    name = "compile",
    description = {
      "Compiles YAML rules into the binary content that sensors load.",
      "The first rule that matches an event decides; an event without a matching rule is allowed. A rule matches when each field that it names matches: operation, path, parent, uid, gid. In patterns `*` stands for any bytes (`/` too) and `?` for one."
    },
    footer = {
      "",
      "Example of rules:",
      "  version: 1",
      "  rules:",
      "    - {id: 1, operation: open, path: /etc/shadow, uid: {not: 0}, verdict: deny}",
      "    - {id: 2, operation: exec, path: /tmp/*, parent: nginx, verdict: deny, severity: high}",
      "",
      "Example: ringbench content compile rules.yaml --out rules.rbc"
    })
final class ContentCompileCommand implements Callable<Integer> {
  @Parameters(paramLabel = "RULES", description = "Rules, in YAML.")
  private Path rulesFile;

  @Option(
      names = "--out",
      required = true,
      paramLabel = "FILE",
      description = "File to write the content to.")
  private Path out;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    OutputFile to = force.reading(rulesFile).file("--out", out);
    List<Rule> rules = RulesFile.parse(rulesFile.toString(), InputFile.yaml(rulesFile));
    to.write(AtomicFile.Content.of(ContentFile.encode(rules)));
    System.out.println(out + ": " + rules.size() + " rules.");
    return 0;
  }
}
