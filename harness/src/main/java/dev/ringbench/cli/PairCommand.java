// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.model.RingbenchException;
import dev.ringbench.result.Documents;
import dev.ringbench.result.ResultDocument;
import dev.ringbench.result.Session;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Two builds in turn, fork by fork, so that what the machine does meanwhile hits both. */
@Command(
    name = "pair",
    description = {
      "Measures two builds in turn, fork by fork, and writes a document of each.",
      "`compare` and `gate` pair their forks: a machine that drifts drifts for both."
    },
    footer = {
      "",
      "Example, for the change that is checked out and a jar of what was before:",
      "  ringbench pair old.jar --sensors seccomp-notify --base-out old.json --out new.json",
      "  ringbench compare old.json new.json"
    })
final class PairCommand implements Callable<Integer> {
  private static final int FEWEST_FORKS = 6;
  private static final int MOST_FORKS = 100;
  private static final long SECONDS_TO_END = 10;

  private static final List<Boolean> BASE_FIRST = List.of(true, false);
  private static final List<Boolean> BASE_LAST = List.of(false, true);

  @Parameters(index = "0", paramLabel = "JAR", description = "ringbench.jar of the other build.")
  private Path base;

  @Option(
      names = "--forks",
      defaultValue = "6",
      paramLabel = "N",
      description = "Of each build. Default: 6.")
  private int forks;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "In each fork. Default: the profile's.")
  private Integer rounds;

  @Option(names = "--sensors", paramLabel = "ID", description = "As in `run`.")
  private String sensors;

  @Option(names = "--operations", paramLabel = "OP", description = "As in `run`.")
  private String operations;

  @Option(names = "--handoff", paramLabel = "KIND", description = "As in `run`.")
  private String handoff;

  @Option(names = "--seed", paramLabel = "N", description = "Of every order. Default: the time.")
  private Long seed;

  @Option(
      names = "--base-out",
      required = true,
      paramLabel = "FILE",
      description = "Of the other build.")
  private Path baseOut;

  @Option(names = "--out", required = true, paramLabel = "FILE", description = "Of this build.")
  private Path out;

  private volatile Process running;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (!Files.isReadable(base)) {
      throw RingbenchException.badInput("There is no jar " + base + ".");
    }
    if (forks < FEWEST_FORKS || forks > MOST_FORKS) {
      throw RingbenchException.badInput(
          "--forks " + forks + ": use " + FEWEST_FORKS + " to " + MOST_FORKS + ".");
    }
    RunOptions.writable(baseOut, "");
    RunOptions.writable(out, "");
    long usedSeed = seed == null ? Instant.now().getEpochSecond() : seed;
    Path here = ownJar();
    List<ResultDocument> ofBase = new ArrayList<>();
    List<ResultDocument> ofThis = new ArrayList<>();
    Path directory = Files.createTempDirectory("ringbench-pair-");
    Path each = directory.resolve("fork.json");
    String session = Instant.now() + ", seed " + usedSeed;
    String trouble = null;
    Thread onSignal = new Thread(() -> end(each, directory), "end the fork of the pair");
    Runtime.getRuntime().addShutdownHook(onSignal);
    // Each is first in every second fork.
    boolean baseFirst = new SplittableRandom(usedSeed).nextBoolean();
    try {
      for (int fork = 0; fork < forks; fork++) {
        for (boolean isBase : fork % 2 == 0 == baseFirst ? BASE_FIRST : BASE_LAST) {
          Path jar = isBase ? base : here;
          RunProgress.showLine("fork " + (fork + 1) + " of " + forks + ", " + jar.getFileName());
          measure(jar, usedSeed + fork, each);
          (isBase ? ofBase : ofThis).add(Documents.read(each));
        }
        // Whatever ends this: what was measured is on disk.
        String open = fork + 1 == forks ? null : "the session was still going on";
        Documents.write(Session.document(ofBase, session, usedSeed, open), baseOut);
        Documents.write(Session.document(ofThis, session, usedSeed, open), out);
      }
    } catch (RingbenchException e) {
      if (Math.min(ofBase.size(), ofThis.size()) == 0) {
        throw e;
      }
      trouble = e.getMessage();
    } finally {
      RunProgress.showLine("");
      Files.deleteIfExists(each);
      Files.deleteIfExists(directory);
    }
    try {
      Runtime.getRuntime().removeShutdownHook(onSignal);
    } catch (IllegalStateException e) {
      // The process is ending by a signal, and the hook does its work.
    }
    if (trouble != null) {
      int whole = Math.min(ofBase.size(), ofThis.size());
      Documents.write(
          Session.document(ofBase.subList(0, whole), session, usedSeed, trouble), baseOut);
      Documents.write(Session.document(ofThis.subList(0, whole), session, usedSeed, trouble), out);
      throw RingbenchException.machine(
          trouble + " The " + whole + " forks before it are in " + baseOut + " and " + out + ".");
    }
    System.out.println("Compare them: ringbench compare " + baseOut + " " + out);
    return 0;
  }

  /** The fork ends as on its own signal, with nothing left attached, before this process does. */
  private void end(Path each, Path directory) {
    Process measuring = running;
    if (measuring != null) {
      measuring.destroy();
      measuring.onExit().completeOnTimeout(measuring, SECONDS_TO_END, TimeUnit.SECONDS).join();
    }
    try {
      Files.deleteIfExists(each);
      Files.deleteIfExists(directory);
    } catch (IOException e) {
      System.err.println("ringbench: " + directory + " is left: " + e.getMessage());
    }
  }

  private static Path ownJar() {
    Path jar = Path.of(System.getProperty("java.class.path"));
    if (!Files.isRegularFile(jar)) {
      throw RingbenchException.machine(
          "`pair` runs from ringbench.jar alone, not from " + jar + ".");
    }
    return jar;
  }

  private void measure(Path jar, long forkSeed, Path to) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx160m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                jar.toString(),
                "run",
                "--forks",
                "1",
                "--seed",
                Long.toString(forkSeed),
                "--out",
                to.toString()));
    add(command, "--rounds", rounds);
    add(command, "--sensors", sensors);
    add(command, "--operations", operations);
    add(command, "--handoff", handoff);
    Process run =
        new ProcessBuilder(command)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    running = run;
    int code = run.waitFor();
    if (code != 0) {
      throw RingbenchException.machine(jar + " ended with " + code + ": its own message is above.");
    }
  }

  private static void add(List<String> command, String option, Object value) {
    if (value != null) {
      command.add(option);
      command.add(value.toString());
    }
  }
}
