// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject;

import dev.ringbench.model.Mode;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Pairing;
import dev.ringbench.model.Placement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A sensor that is not ours, as its file describes it. Commands and file contents may name {@code
 * {dir}} (its private directory), {@code {work}} (the directory of the operations, on a private
 * mount) and {@code {pid}} (of its process); see {@link Template}.
 *
 * @param id what users type: lower-case letters, digits and hyphens
 * @param title what people call it
 * @param source where it comes from, an address
 * @param version a command that prints its version
 * @param mechanism one line: what hooks what, and how events get out
 * @param scope whose operations it sees
 * @param operations what it is to report, by operation
 * @param merges whether equal events that wait become one
 * @param needs what must be there
 * @param home directory of its description; null: it ships with us
 * @param beside files beside its description that are copied into {@code {dir}} before anything
 *     starts: the agent itself
 * @param files by name: written into {@code {dir}} before anything starts
 * @param environment of its processes
 * @param prepare commands before it starts
 * @param action how it comes to see operations
 * @param log where its events are: {@link #STDOUT}, {@link #STDERR}, or a file
 * @param readyLine a line that says that it is ready, RE2; null: its canary alone says so
 * @param readyWithinSeconds limit for the line and the canary
 * @param read a command whose output is the log once it has stopped; empty: the log is there always
 * @param denied what it has to refuse; null: it refuses nothing
 * @param lost how it reports loss; null: it does not
 * @param stop how it ends
 * @param supervisor who starts it again when it ends; null: nobody
 * @param configuration what it reads at its start, a path with {@link Template} variables; null:
 *     none is named
 * @param kernelThreads names of kernel threads that work for it
 * @param cleanup commands after it has stopped, whatever happened
 * @param leaves what stays, a sentence; null: nothing
 * @param notes what a reader has to know, sentences; null: nothing
 * @param sha256 of the file, in hexadecimal digits
 */
public record Subject(
    String id,
    String title,
    String source,
    List<String> version,
    Placement placement,
    Mode mode,
    String mechanism,
    Scope scope,
    Map<Operation, Watched> operations,
    boolean merges,
    Needs needs,
    Path home,
    List<String> beside,
    Map<String, String> files,
    Map<String, String> environment,
    List<List<String>> prepare,
    Action action,
    String log,
    String readyLine,
    int readyWithinSeconds,
    List<String> read,
    Denied denied,
    Loss lost,
    Stop stop,
    Supervisor supervisor,
    String configuration,
    List<String> kernelThreads,
    List<List<String>> cleanup,
    String leaves,
    String notes,
    String sha256) {
  /** The log is what it prints. */
  public static final String STDOUT = "stdout";

  /** The log is what it prints as errors. */
  public static final String STDERR = "stderr";

  /** Whose operations a subject sees. */
  public enum Scope {
    /** Everybody's on the machine. */
    MACHINE,
    /** On one mount. */
    MOUNT,
    /** In one directory. */
    DIRECTORY,
    /** Of the processes that it starts itself. */
    WRAPPED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * An operation that a subject is to report.
   *
   * @param event a line of its log, see {@link EventPattern}
   * @param like id of our sensor of the same kind; null: there is none
   * @param pairing how far the two may be compared; null without one
   */
  public record Watched(String event, String like, Pairing pairing) {}

  /**
   * What must be there.
   *
   * @param programs on the PATH
   * @param packages Debian's, which have them
   * @param root whether it has to be root
   * @param paths that must exist
   */
  public record Needs(
      List<String> programs, List<String> packages, boolean root, List<String> paths) {}

  /**
   * How it comes to see operations: one of the three.
   *
   * @param start a process that stays in the foreground; empty: none
   * @param wrap what stands before a command that does operations; empty: nothing
   * @param on commands that turn it on, where it has no process of its own; empty: it has
   * @param off commands that turn it off again
   * @param state a command that ends with 0 where the machine has it on already; empty: nobody can
   *     say, and it is taken to be off
   * @param processes a command that prints the ids of its processes; empty: nobody can say
   */
  public record Action(
      List<String> start,
      List<String> wrap,
      List<List<String>> on,
      List<List<String>> off,
      List<String> state,
      List<String> processes) {
    /** Whether it has a process of its own. */
    public boolean isProcess() {
      return !start.isEmpty();
    }

    /** Whether it is a service of the machine, which is turned on and off. */
    public boolean isToggled() {
      return !on.isEmpty();
    }

    /** Whether it sees only what it starts. */
    public boolean isWrapper() {
      return !wrap.isEmpty();
    }
  }

  /**
   * What opening has to fail: a file in {@code {work}}.
   *
   * @param content of the file
   * @param errors what the caller may see, names of errno
   */
  public record Denied(String file, String content, List<String> errors) {}

  /**
   * How it reports loss.
   *
   * @param pattern RE2 with a group {@code count}
   * @param command whose output has a counter; empty: the pattern is one of its lines, which are
   *     summed
   * @param scope of what is counted: "buffer", "machine", ...
   */
  public record Loss(String pattern, List<String> command, String scope) {}

  /**
   * Who starts it again, as its unit in the distribution says.
   *
   * @param restart after which ends
   * @param afterMillis from its end to its start
   */
  public record Supervisor(Restart restart, int afterMillis) {
    /** Gives up after so many starts in 10 s, as systemd does. */
    public static final int MOST_STARTS = 5;

    private static final int SIGNALLED = 128;

    /** After which ends a process is started again: systemd's words. */
    public enum Restart {
      /** After none. */
      NO,
      /** After a signal. */
      ON_ABNORMAL,
      /** After a signal or an exit status that is not 0. */
      ON_FAILURE,
      /** After any. */
      ALWAYS
    }

    /**
     * Whether it is started again.
     *
     * @param exitStatus 128 and more: a signal ended it
     */
    public boolean restarts(int exitStatus) {
      return switch (restart) {
        case NO -> false;
        case ON_ABNORMAL -> exitStatus > SIGNALLED;
        case ON_FAILURE -> exitStatus != 0;
        case ALWAYS -> true;
      };
    }
  }

  /**
   * How it ends.
   *
   * @param signal name without SIG
   * @param command in its place; empty: the signal
   * @param withinSeconds until it is killed
   * @param nudge whether some operations have to be done, so that a blocked read returns
   */
  public record Stop(String signal, List<String> command, int withinSeconds, boolean nudge) {}

  /** Whether its events can be read only when it has stopped. */
  public boolean isOffline() {
    return !read.isEmpty();
  }

  /** All that would be run on this machine, in its order, as templates. */
  public List<List<String>> commands() {
    List<List<String>> all = new ArrayList<>();
    if (!version.isEmpty()) {
      all.add(version);
    }
    all.addAll(prepare);
    Stream.of(action.start(), action.wrap())
        .filter(command -> !command.isEmpty())
        .forEach(all::add);
    all.addAll(action.on());
    all.addAll(action.off());
    Stream.of(read, lost == null ? List.<String>of() : lost.command(), stop.command())
        .filter(command -> !command.isEmpty())
        .forEach(all::add);
    all.addAll(cleanup);
    return all;
  }
}
