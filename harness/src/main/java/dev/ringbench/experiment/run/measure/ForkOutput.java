// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run.measure;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.experiment.run.MeasuredBlock;
import dev.ringbench.experiment.run.Slot;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.format.OutputFormat;

/**
 * JMH's view of a fork, turned into blocks: JMH reports each iteration as soon as it is done, which
 * is what makes progress and partial documents possible. What the fork prints is kept for errors.
 */
final class ForkOutput implements OutputFormat {
  private static final int KEPT_CHARACTERS = 4000;

  private final List<Slot> slots;
  private final BlockListener listener;
  private final BiFunction<MeasuredBlock, IterationResult, MeasuredBlock> reading;
  private final StringBuilder printed = new StringBuilder();
  private int done;

  /** {@code reading}: from what the fork published and what JMH measured to what is heard. */
  ForkOutput(
      List<Slot> slots,
      BlockListener listener,
      BiFunction<MeasuredBlock, IterationResult, MeasuredBlock> reading) {
    this.slots = slots;
    this.listener = listener;
    this.reading = reading;
  }

  /** Slots that have given their block. */
  int done() {
    return done;
  }

  /** The last thing that the fork or JMH printed. */
  synchronized Optional<String> lastLine() {
    return printed
        .toString()
        .lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce((a, b) -> b);
  }

  @Override
  public void iteration(BenchmarkParams benchmark, IterationParams params, int iteration) {
    if (params.getType() == IterationType.MEASUREMENT && done < slots.size()) {
      listener.begun(slots.get(done));
    }
  }

  @Override
  public void iterationResult(
      BenchmarkParams benchmark, IterationParams params, int iteration, IterationResult data) {
    if (data.getSecondaryResults().get(BlockResult.LABEL) instanceof BlockResult result) {
      if (params.getType() != IterationType.MEASUREMENT) {
        return;
      }
      Slot slot = slots.get(done++);
      listener.measured(
          slot,
          reading.apply(DocumentJson.mapper().readValue(result.json(), MeasuredBlock.class), data));
      if (done == slots.size() || slots.get(done).round() != slot.round()) {
        listener.roundEnded();
      }
    }
  }

  private synchronized void keep(String text) {
    printed.append(text);
    if (printed.length() > KEPT_CHARACTERS) {
      printed.delete(0, printed.length() - KEPT_CHARACTERS);
    }
  }

  @Override
  public void startBenchmark(BenchmarkParams benchmark) {}

  @Override
  public void endBenchmark(BenchmarkResult result) {}

  @Override
  public void startRun() {}

  @Override
  public void endRun(Collection<RunResult> result) {}

  @Override
  public void print(String text) {
    keep(text);
  }

  @Override
  public void println(String text) {
    keep(text + "\n");
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}

  @Override
  public void verbosePrintln(String text) {
    keep(text + "\n");
  }

  @Override
  public void write(int b) {
    keep(String.valueOf((char) b));
  }

  @Override
  public void write(byte[] b) throws IOException {
    keep(new String(b, java.nio.charset.StandardCharsets.UTF_8));
  }
}
