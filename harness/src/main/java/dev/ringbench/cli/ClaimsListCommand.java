// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.claim.Claim;
import dev.ringbench.claim.Claims;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** The claims that ship. */
@Command(name = "list", description = "Lists the published claims that come with Ringbench.")
final class ClaimsListCommand implements Callable<Integer> {
  @Override
  public Integer call() {
    List<List<String>> rows =
        Claims.shipped(new Plans()).stream().map(ClaimsListCommand::row).toList();
    Terminal.print(
        List.of(
            Section.of(
                "Published claims",
                Table.of(
                    List.of(
                        Column.text("claim"),
                        Column.text("about"),
                        Column.text("source"),
                        Column.text("published")),
                    rows),
                List.of("`ringbench claims run ID` reruns one; without an ID it reruns all."))));
    return 0;
  }

  private static List<String> row(Claim claim) {
    return List.of(claim.id(), claim.title(), claim.source().title(), claim.source().date());
  }
}
