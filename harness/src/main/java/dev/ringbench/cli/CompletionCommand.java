// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints what a shell needs to complete the commands and options of Ringbench. */
@Command(
    name = "completion",
    description = {
      "Prints a script that completes commands and options in a shell.",
      "Packages install it; docs/install.md says where each shell looks for it."
    },
    footer = {"", "In bash, for this session: source <(ringbench completion bash)"})
final class CompletionCommand implements Callable<Integer> {
  /** As an autoloaded function, picocli's script defines what answers, and has to call it once. */
  private static final String FIRST_REQUEST_OF_ZSH =
      """

      if [[ ${funcstack[1]} == _%1$s ]]; then
        _bash_complete -o default -F _complete_%1$s
      fi
      """;

  /** The shells that Ringbench has a script for. */
  private enum Shell {
    BASH,
    ZSH,
    FISH;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "SHELL", description = "Shell to complete in: ${COMPLETION-CANDIDATES}.")
  private Shell shell;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    String name = root.getCommandName();
    System.out.print(
        switch (shell) {
          case BASH -> AutoComplete.bash(name, root);
          case ZSH ->
              "#compdef "
                  + name
                  + "\n"
                  + AutoComplete.bash(name, root)
                  + FIRST_REQUEST_OF_ZSH.formatted(name);
          case FISH -> FishCompletion.of(root);
        });
    return 0;
  }
}
