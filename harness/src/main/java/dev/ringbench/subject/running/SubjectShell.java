// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.subject.running;

import dev.ringbench.platform.LoadBench;
import dev.ringbench.subject.Subject;
import dev.ringbench.subject.Template;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Commands of a description: with its variables filled in, in the bench's mount name space, with
 * little of our environment.
 */
public final class SubjectShell {
  private static final int COMMAND_SECONDS = 30;

  /** No file of it grows beyond this: the kernel ends who writes more. */
  private static final long MOST_FILE_BYTES = 1L << 30;

  /** Of what a command prints, more is not looked at. */
  private static final int MOST_PRINTED_BYTES = 1 << 16;

  private final Subject subject;
  private final LoadBench bench;
  private final Path dir;
  private Template template;

  /**
   * For one start.
   *
   * @param dir private directory of the subject
   * @param work directory of the operations
   */
  public SubjectShell(Subject subject, LoadBench bench, Path dir, Path work) {
    this.subject = subject;
    this.bench = bench;
    this.dir = dir;
    this.template = Template.of(dir.toString(), work.toString());
  }

  /** From now on commands can name the subject's process. */
  void know(long pid) {
    template = template.withPid(pid);
  }

  String fill(String word) {
    return template.fill(word);
  }

  List<String> fill(List<String> words) {
    return template.fill(words);
  }

  /** What to do where a subject does not work. */
  String remedy() {
    String walk = "walk through it by `ringbench subject check " + subject.id() + "`";
    return subject.needs().packages().isEmpty()
        ? walk
        : "install " + String.join(", ", subject.needs().packages()) + ", or " + walk;
  }

  /**
   * A process inside, not started.
   *
   * @param before what stands before the command there; empty: nothing
   */
  ProcessBuilder inside(List<String> before, List<String> words) {
    List<String> all = new ArrayList<>(place());
    // What a script started in the background ignores SIGINT, and so would all that it starts.
    all.addAll(List.of("env", "--default-signal", "--"));
    all.addAll(List.of("prlimit", "--fsize=" + MOST_FILE_BYTES, "--"));
    all.addAll(before);
    all.addAll(words);
    ProcessBuilder builder = new ProcessBuilder(all).directory(dir.toFile());
    Map<String, String> inherited = new TreeMap<>(builder.environment());
    builder.environment().clear();
    builder.environment().put("PATH", inherited.getOrDefault("PATH", "/usr/sbin:/usr/bin"));
    builder.environment().put("HOME", dir.toString());
    builder.environment().put("LC_ALL", "C.UTF-8");
    subject.environment().forEach((name, value) -> builder.environment().put(name, fill(value)));
    return builder;
  }

  /**
   * Where the bench is lost its place is, too: what undoes something has a mount space of its own.
   */
  private List<String> place() {
    try {
      return bench.inside();
    } catch (IllegalStateException e) {
      return List.of("unshare", "--mount", "--propagation", "private", "--");
    }
  }

  /** The beginning of what a command of the description prints. */
  String run(List<String> words, String otherwise) throws SubjectFailure {
    return runIn(List.of(), words, otherwise);
  }

  /** Whether a command ends with 0. */
  boolean ends(List<String> words) {
    try {
      run(words, "no");
      return true;
    } catch (SubjectFailure e) {
      return false;
    }
  }

  /** The same behind other words, such as those that enter a control group. */
  String runIn(List<String> before, List<String> words, String otherwise) throws SubjectFailure {
    Path printed = run(before, words, otherwise, COMMAND_SECONDS);
    try (InputStream in = Files.newInputStream(printed)) {
      return new String(in.readNBytes(MOST_PRINTED_BYTES), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new SubjectFailure(otherwise + ": " + e.getMessage(), remedy());
    }
  }

  /**
   * Where all that a command prints is, until the next command.
   *
   * @param otherwise what cannot be done where it fails: "cannot be stopped"
   */
  Path run(List<String> words, String otherwise, int seconds) throws SubjectFailure {
    return run(List.of(), words, otherwise, seconds);
  }

  private Path run(List<String> before, List<String> words, String otherwise, int seconds)
      throws SubjectFailure {
    List<String> filled = fill(words);
    Path out = dir.resolve("command-output");
    try {
      Process command =
          inside(before, filled).redirectErrorStream(true).redirectOutput(out.toFile()).start();
      command.getOutputStream().close();
      if (!command.waitFor(seconds, TimeUnit.SECONDS)) {
        command.destroyForcibly();
        throw new SubjectFailure(
            otherwise + ": `" + Actor.quoted(filled) + "` did not end in " + seconds + " s",
            remedy());
      }
      if (command.exitValue() != 0) {
        throw new SubjectFailure(
            otherwise
                + ": `"
                + Actor.quoted(filled)
                + "` ended with exit status "
                + command.exitValue()
                + lastLine(out),
            remedy());
      }
      return out;
    } catch (IOException e) {
      throw new SubjectFailure(otherwise + ": " + e.getMessage(), remedy());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SubjectFailure("interrupted", "run again");
    }
  }

  private static String lastLine(Path printed) throws IOException {
    try (InputStream in = Files.newInputStream(printed)) {
      String text = new String(in.readNBytes(MOST_PRINTED_BYTES), StandardCharsets.ISO_8859_1);
      return text.lines()
          .filter(line -> !line.isBlank())
          .reduce((before, line) -> line)
          .map(line -> ": " + line.strip().substring(0, Math.min(200, line.strip().length())))
          .orElse("");
    }
  }
}
