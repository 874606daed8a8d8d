// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import dev.ringbench.model.Cell;
import dev.ringbench.platform.LoadBench;
import dev.ringbench.platform.SensorException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code ringbench-sensor load}, a line there and a line back; see native/sensor/load.c. */
final class LinuxLoadBench implements LoadBench {
  private static final int PATIENCE_MILLIS = 15_000;
  private static final int SIGNIFICANT_DIGITS = 3;

  /** In place of a number of threads. */
  private static final int EVERYBODY = 0;

  private final Path nativeDir;
  private final Path workDir;
  private final CpuChoice cpus;
  private final List<Integer> workloadCpus;
  private final Content content;
  private final JsonMapper json = new JsonMapper();
  private Process process;
  private BufferedReader from;
  private BufferedWriter to;

  LinuxLoadBench(Path nativeDir, Path workDir, CpuChoice cpus, List<Integer> workloadCpus) {
    this.nativeDir = nativeDir;
    this.workDir = workDir;
    this.cpus = cpus;
    this.workloadCpus = List.copyOf(workloadCpus);
    this.content = new Content(nativeDir);
  }

  private void start() {
    try {
      process =
          new ProcessBuilder(
                  nativeDir.resolve("ringbench-sensor").toString(),
                  "load",
                  workDir.toString(),
                  workloadCpus.stream().map(String::valueOf).collect(Collectors.joining(",")),
                  Integer.toString(cpus.sensor()))
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException("start ringbench-sensor", e);
    }
    from = process.inputReader();
    to = process.outputWriter();
  }

  private JsonNode ask(String line, int millis) throws SensorException {
    if (process == null || !process.isAlive()) {
      start();
    }
    try {
      to.write(line + "\n");
      to.flush();
      String answer =
          CompletableFuture.supplyAsync(this::readLine).get(millis, TimeUnit.MILLISECONDS);
      if (answer == null) {
        throw gone("ended: exit status " + process.waitFor());
      }
      JsonNode result = json.readTree(answer);
      if (result.has("reason")) {
        throw new SensorException(result.get("reason").asString(), result.get("remedy").asString());
      }
      return result;
    } catch (TimeoutException e) {
      throw gone("gave no answer in " + millis / 1000 + " s");
    } catch (IOException | ExecutionException e) {
      throw gone("cannot be asked: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw gone("was interrupted");
    }
  }

  private String readLine() {
    try {
      return from.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException("read from ringbench-sensor", e);
    }
  }

  private SensorException gone(String how) {
    process.destroyForcibly();
    return new SensorException("ringbench-sensor load " + how, "run again with --verbose");
  }

  @Override
  public void attach(Cell cell, int threads, int queueBytes, boolean events)
      throws SensorException {
    ask(
        String.format(
            Locale.ROOT,
            "attach %s %d %d %d %d %d %s",
            cell.sensor(),
            cell.operation().nativeCode(),
            cell.handoff().nativeCode(),
            threads,
            queueBytes,
            events ? 1 : 0,
            cell.rules() == 0 ? "-" : content.generated(cell.rules())),
        PATIENCE_MILLIS);
  }

  @Override
  public Load run(Offer offer) throws SensorException {
    JsonNode result =
        ask(
            String.format(
                Locale.ROOT,
                "run %.3f %d %d %d",
                offer.ratePerSecond(),
                offer.millis(),
                offer.arrivals().nativeCode(),
                offer.seed()),
            offer.millis() + PATIENCE_MILLIS);
    return new Load(
        result.get("issued").asLong(),
        result.get("elapsed_ns").asLong(),
        result.get("latest_ns").asLong(),
        result.get("delivered").asLong(),
        result.get("lost").asLong(),
        result.get("lost_unknown").asBoolean(),
        result.get("foreign").asLong(),
        result.get("drained_ns").asLong(),
        result.get("sensor_cpu_ns").asLong(),
        histogram(result.get("latency")),
        histogram(result.get("service")),
        histogram(result.get("delay")));
  }

  @Override
  public void attachForPrograms(Cell cell) throws SensorException {
    attach(cell, EVERYBODY, 0, false);
  }

  @Override
  public Programs runPrograms(String commands, int timeoutSeconds) throws SensorException {
    JsonNode result = ask("programs " + commands, timeoutSeconds * 1000);
    return new Programs(
        result.get("status").asInt(),
        result.get("elapsed_ns").asLong(),
        result.get("user_ns").asLong(),
        result.get("system_ns").asLong(),
        result.get("delivered").asLong(),
        result.get("lost").asLong(),
        result.get("lost_unknown").asBoolean(),
        result.get("sensor_cpu_ns").asLong());
  }

  @Override
  public List<String> inside() {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException("nothing was attached yet");
    }
    return List.of("nsenter", "--mount=/proc/" + process.pid() + "/ns/mnt", "--");
  }

  @Override
  public Path seen(Path absolute) {
    if (process == null || !process.isAlive()) {
      throw new IllegalStateException("nothing was attached yet");
    }
    return Path.of("/proc/" + process.pid() + "/root" + absolute);
  }

  private static Histogram histogram(JsonNode buckets) {
    Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
    for (JsonNode bucket : buckets) {
      histogram.recordValueWithCount(bucket.get(0).asLong(), bucket.get(1).asLong());
    }
    return histogram;
  }

  @Override
  public void detach() throws SensorException {
    ask("detach", PATIENCE_MILLIS);
  }

  @Override
  public void close() {
    if (process == null) {
      return;
    }
    try {
      to.close();
      if (!process.waitFor(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
