// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.Credentials;
import dev.ringbench.model.Nearest;
import dev.ringbench.model.RingbenchException;
import java.io.FileDescriptor;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;

/** The {@code ringbench} command. Exit codes: 0 fine, 1 a gate failed, 2 bad input, 3 machine. */
@Command(
    name = "ringbench",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    scope = ScopeType.INHERIT,
    sortOptions = false,
    description = "Measures what security sensors cost, in the kernel and out of it.",
    footer = {
      "",
      "Start with `ringbench run`: within four minutes it shows which sensors work on this",
      "machine, what each adds to a file open and an exec, and how sure that is.",
      "",
      "A file that exists is replaced only with --force, as a whole, and one that a command reads",
      "never. A device or named pipe is written to; a symbolic link is followed.",
      "",
      "Exit codes: 0 fine, 1 a gate failed, 2 bad input, 3 this machine cannot."
    },
    subcommands = {
      RunCommand.class,
      CapacityCommand.class,
      MacroCommand.class,
      VisibilityCommand.class,
      TamperCommand.class,
      SubjectCommand.class,
      ClaimsCommand.class,
      GuestCommand.class,
      ContentCommand.class,
      FaultsCommand.class,
      DoctorCommand.class,
      ListCommand.class,
      MergeCommand.class,
      ReportCommand.class,
      PairCommand.class,
      CompareCommand.class,
      GateCommand.class,
      VerifyCommand.class,
      TrendCommand.class,
      ExportCommand.class,
      CompletionCommand.class
    })
public final class RingbenchCommand implements Runnable {
  private static final int BAD_INPUT = RingbenchException.Kind.BAD_INPUT.exitCode();
  private static final int MACHINE = RingbenchException.Kind.MACHINE.exitCode();

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "Show details, and stack traces of errors.")
  private boolean verbose;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  /** Entry point; ends the process with the command's exit code. */
  public static void main(String[] arguments) {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, e) -> {
          System.err.println("ringbench: " + messageOf(e) + " (in " + thread.getName() + ")");
          if (!thread.isDaemon() && !isEnding()) {
            System.exit(MACHINE);
          }
        });
    int code = MACHINE;
    try {
      TerminalOutput out = TerminalOutput.to(FileDescriptor.out);
      System.setOut(out.printStream());
      System.setErr(TerminalOutput.to(FileDescriptor.err).printStream());
      code = out.exitCode(execute(commandLine().setOut(out.ownWriter()), arguments));
    } catch (Error e) { // no memory for so much as a command's beginning
      System.err.println("ringbench: " + messageOf(e));
    } finally {
      System.exit(code);
    }
  }

  /** Runs a command line and returns its exit code, whatever is thrown. */
  public static int execute(String... arguments) {
    return execute(commandLine(), arguments);
  }

  private static int execute(CommandLine commandLine, String... arguments) {
    try {
      return commandLine.execute(arguments);
    } catch (Error e) { // a stack or heap that is too small: 1 would say that a gate failed
      System.err.println("ringbench: " + messageOf(e));
      return MACHINE;
    }
  }

  /** A thread that dies while hooks run must not wait for the end that it would ask for. */
  private static boolean isEnding() {
    Thread probe = new Thread(() -> {});
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  /** The commands and their options, also for tests that only parse what documentation shows. */
  public static CommandLine commandLine() {
    return new CommandLine(new RingbenchCommand())
        .setUsageHelpWidth(Math.max(55, Math.min(Terminal.width(), 110)))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(badInput())
        .setExecutionExceptionHandler(failure());
  }

  private static IParameterExceptionHandler badInput() {
    return (ParameterException e, String[] arguments) -> {
      PrintWriter err = e.getCommandLine().getErr();
      err.println("ringbench: " + Credentials.hidden(e.getMessage()));
      if (e.getMessage().contains("unmappable characters")) {
        err.println(
            "The locale has no such letters, so Java cannot name the file. Use ./ringbench, or set"
                + " LC_ALL=C.UTF-8.");
      }
      suggest(e, err);
      err.println("See `" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help`.");
      return BAD_INPUT;
    };
  }

  /** The nearest command, or what the parser's library finds. */
  private static void suggest(ParameterException e, PrintWriter err) {
    if (e instanceof CommandLine.UnmatchedArgumentException unmatched
        && !unmatched.getUnmatched().isEmpty()) {
      String word = unmatched.getUnmatched().get(0);
      CommandLine.Model.CommandSpec command = e.getCommandLine().getCommandSpec();
      List<String> known = new ArrayList<>(command.subcommands().keySet());
      known.addAll(command.optionsMap().keySet());
      Optional<String> near = Nearest.to(word, known);
      if (near.isPresent()) {
        err.println("Did you mean: " + command.qualifiedName() + " " + near.get() + "?");
        return;
      }
    }
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
  }

  private static IExecutionExceptionHandler failure() {
    return (e, commandLine, parsed) -> {
      RingbenchCommand root = (RingbenchCommand) commandLine.getCommandSpec().root().userObject();
      commandLine.getErr().println("ringbench: " + Credentials.hidden(messageOf(e)));
      if (root.verbose) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        commandLine.getErr().print(Credentials.hidden(trace.toString()));
        commandLine.getErr().flush();
      }
      return e instanceof RingbenchException known ? known.kind().exitCode() : MACHINE;
    };
  }

  private static String messageOf(Throwable e) {
    if (e instanceof RingbenchException) {
      return e.getMessage();
    }
    if (e instanceof OutOfMemoryError) {
      return "Java's heap of %d MiB is too small for this. Give it more: JAVA_TOOL_OPTIONS=-Xmx2g."
          .formatted(Runtime.getRuntime().maxMemory() >> 20);
    }
    return "unexpected: " + e + ". Run again with --verbose and report it.";
  }

  @Override
  public void run() {
    spec.commandLine().usage(spec.commandLine().getOut());
  }
}
