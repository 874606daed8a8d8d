// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults.measure;

import dev.ringbench.experiment.faults.CampaignDirectory;
import dev.ringbench.experiment.faults.CampaignPlan;
import dev.ringbench.experiment.faults.Grading;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.Place;
import dev.ringbench.fault.StoredRun;
import dev.ringbench.injection.FaultRunner;
import dev.ringbench.injection.OrderOptions;
import dev.ringbench.model.RingbenchException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Does what a plan says and is not done yet. Places come one after another, so that guests do not
 * slow down what is timed on the host; at a place the calibration comes first, then all others in
 * random order, several at a time.
 */
public final class Campaign {
  /** Told of what goes on, from several threads. */
  public interface Listener {
    /** Runs of a place begin. */
    void begins(Place place, int runs);

    /** One is done. */
    void done(StoredRun run);
  }

  private final CampaignDirectory directory;
  private final Function<Place, FaultRunner> runners;
  private final Listener listener;
  private final long deadlineNs;
  private final Map<String, String> unavailable = new ConcurrentHashMap<>();
  private final Map<String, Integer> failedCalibrations = new ConcurrentHashMap<>();
  private volatile boolean stopping;

  /**
   * A campaign.
   *
   * @param runners makes the one of a place when it is needed
   * @param limitNs no run is begun after so long
   */
  public Campaign(
      CampaignDirectory directory,
      Function<Place, FaultRunner> runners,
      long limitNs,
      Listener listener) {
    this.directory = directory;
    this.runners = runners;
    this.listener = listener;
    this.deadlineNs = System.nanoTime() + limitNs;
  }

  /** Keeps nothing more: the process ends, and what its runs come to now is its own doing. */
  public void stop() {
    stopping = true;
  }

  /** Goes on until all is done, or the time is over; true: all is done. */
  public boolean run() {
    directory.dropTroubles(); // what bad luck kept from being conducted gets another try
    Set<Integer> done = new HashSet<>();
    directory.forEachRun(stored -> done.add(stored.run().number()));
    boolean all = true;
    for (Place place : Place.values()) {
      List<FaultRun> calibration = open(directory.plan().calibration(place), done);
      List<FaultRun> runs = open(directory.plan().runs(place), done);
      if (calibration.isEmpty() && runs.isEmpty()) {
        continue;
      }
      listener.begins(place, calibration.size() + runs.size());
      try (FaultRunner runner = runners.apply(place)) {
        all &=
            conduct(runner, calibration, OrderOptions.STALL_MS)
                && conduct(runner, runs, stallMs(place));
      }
    }
    return all;
  }

  /** As this place's noise asks for; without any band nothing there will be conducted. */
  private long stallMs(Place place) {
    return new Grading(directory)
        .band(place)
        .map(band -> (long) band.stallMs())
        .orElse(OrderOptions.STALL_MS);
  }

  private static List<FaultRun> open(List<FaultRun> runs, Set<Integer> done) {
    return runs.stream().filter(run -> !done.contains(run.number())).toList();
  }

  /** A sensor that never works without a fault is not available here. */
  private void noteTrouble(StoredRun stored) {
    if (stored.trouble() == null || !stored.run().kind().equals(Facts.CALIBRATION)) {
      return;
    }
    String sensor = stored.run().sensor();
    if (failedCalibrations.merge(sensor, 1, Integer::sum) >= CampaignPlan.CALIBRATION_RUNS) {
      unavailable.put(sensor, stored.trouble());
    }
  }

  private boolean conduct(FaultRunner runner, List<FaultRun> runs, long stallMs) {
    Queue<FaultRun> open = new ConcurrentLinkedQueue<>(runs);
    AtomicBoolean failed = new AtomicBoolean();
    ExecutorService workers = Executors.newFixedThreadPool(runner.workers());
    try {
      List<Future<?>> futures = new ArrayList<>();
      for (int worker = 0; worker < runner.workers(); worker++) {
        int slot = worker;
        futures.add(workers.submit(() -> work(runner, open, stallMs, slot, failed)));
      }
      for (Future<?> future : futures) {
        future.get();
      }
    } catch (ExecutionException e) {
      failed.set(true);
      throw e.getCause() instanceof RingbenchException known
          ? known
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RingbenchException.machine("Interrupted; go on with --resume.", e);
    } finally {
      workers.shutdownNow();
      awaitEnd(workers);
    }
    return open.isEmpty();
  }

  private static void awaitEnd(ExecutorService workers) {
    try {
      if (!workers.awaitTermination(1, TimeUnit.MINUTES)) {
        throw RingbenchException.machine("A run does not end.");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void work(
      FaultRunner runner, Queue<FaultRun> open, long stallMs, int slot, AtomicBoolean failed) {
    try {
      while (!failed.get() && System.nanoTime() < deadlineNs) {
        FaultRun run = open.poll();
        if (run == null) {
          return;
        }
        String why = unavailable.get(run.sensor());
        StoredRun stored =
            why != null ? StoredRun.trouble(run, why) : runner.conduct(run, stallMs, slot);
        if (stopping) {
          return;
        }
        noteTrouble(stored);
        directory.add(stored);
        listener.done(stored);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failed.set(true);
      throw e;
    }
  }
}
