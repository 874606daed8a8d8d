// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.claim.Claim;
import dev.ringbench.claim.ClaimFigure;
import dev.ringbench.claim.Claims;
import dev.ringbench.claim.Condition;
import dev.ringbench.claim.Rule;
import dev.ringbench.model.TerminalText;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Claim files, without running anything. */
@Command(
    name = "check",
    description = {
      "Reads claims and prints their plans, and runs nothing.",
      "A complaint names the file, the line and the column, and ends with exit code 2."
    })
final class ClaimsCheckCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "A file of your own, or an id of `ringbench claims list`.")
  private List<String> files;

  @Override
  public Integer call() {
    Claims.find(files, new Plans()).forEach(ClaimsCheckCommand::print);
    return 0;
  }

  private static void print(Claim claim) {
    line(claim.id() + ": " + claim.title());
    claim.steps().forEach(step -> line("  step " + step.name() + ": " + step.text()));
    for (ClaimFigure figure : claim.figures()) {
      line("  figure " + figure.name() + ": " + figure.text());
    }
    for (Rule.Arm arm : claim.rule().arms()) {
      String level = arm.level() == null ? "" : " at " + claim.rule().factor() + " " + arm.level();
      line("  confirmed" + level + " if " + all(arm.confirm(), " and "));
      line(
          "  refuted"
              + level
              + " if "
              + (arm.refute().isEmpty() ? "one of these is excluded" : all(arm.refute(), " or ")));
    }
    if (claim.rule().units() != null) {
      line("  error of units if " + all(claim.rule().units().when(), " and "));
    }
  }

  private static String all(List<Condition> conditions, String between) {
    return conditions.stream().map(Condition::text).collect(Collectors.joining(between));
  }

  private static void line(String text) {
    System.out.println(TerminalText.line(text));
  }
}
