// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform;

import dev.ringbench.model.Availability;
import dev.ringbench.model.Cell;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Sensor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One operating system's sensors and workloads. Found by {@link java.util.ServiceLoader}; {@link
 * Platforms#current()} picks the one for this machine. Measurement and reporting know nothing else
 * of the system below.
 */
public interface SensorPlatform {
  /** Name as in {@code os.name}. */
  String name();

  /**
   * Every sensor that this platform knows, available here or not, baselines and floors included.
   */
  List<Sensor> sensors();

  /** The hand-offs that this machine's CPUs allow. */
  List<Handoff> handoffs();

  /**
   * Loads and attaches a sensor in a process of its own and wants its canary. Never throws for a
   * sensor that does not work: that is a result.
   */
  Availability probe(Cell cell, Path workDir);

  /**
   * Loads our kernel module into the running kernel; closing removes it.
   *
   * @param built its file; null: build it for the running kernel
   * @throws dev.ringbench.model.RingbenchException saying why this machine does not take it
   */
  Undo loadDriver(Path built);

  /**
   * Spares who runs beside these sensors what they leave behind until the machine boots; closing
   * ends that, and what can be undone is.
   */
  Undo spareOthers(List<Sensor> measured);

  /**
   * Where a process that loops would keep others of its session waiting, it does not, until
   * closing.
   */
  Undo spareWaiting();

  /** Something that stays as it is until this is closed. */
  interface Undo extends AutoCloseable {
    @Override
    void close();
  }

  /** Whether an emulator runs this machine, so that its times mean nothing outside of it. */
  boolean emulated();

  /** What may change figures on this machine. */
  Environment environment();

  /** What about the machine may spoil figures, and what to do about it: one sentence each. */
  List<String> warnings(Environment environment);

  /** A directory of this process alone, for the workload's files; on a tmpfs where possible. */
  Path workDir();

  /** Writes the native files into an existing directory, for a machine that has none. */
  void unpackNativeFiles(Path directory);

  /** Arguments that a benchmark JVM needs to find the native files. */
  List<String> forkArguments();

  /** What else used the machine; compare two of them. */
  LoadSnapshot load();

  /**
   * Opens the workload for the calling thread. The calling process dies with its parent from here
   * on: nobody else would clean up after it.
   */
  WorkloadSession openSession(Path workDir);

  /** A place to put sensors under load, with its files in {@code workDir}. */
  LoadBench openLoadBench(Path workDir);

  /**
   * What limits the system sets to queues of sensors: names as sysctl has them, and values. Empty
   * where nobody can read them.
   */
  Map<String, String> queueLimits();

  /**
   * A loop without Ringbench around it, see native/bench.
   *
   * @throws SensorException when it does not run here
   */
  BareLoop bareLoop(String loop, Handoff handoff, int count, Path workDir) throws SensorException;

  /**
   * What a bare loop took.
   *
   * @param addedNs the median round trip ("handoff"), or what the mechanism adds to the median open
   * @param addedMeanNs the same of the means
   * @param perSecond operations a second with it
   */
  record BareLoop(double addedNs, double addedMeanNs, double perSecond) {}

  /** Names for {@link #bareLoop}. */
  List<String> bareLoops();

  /**
   * Who can be asked for a verdict on a record, with the hand-offs that make a difference; see
   * native/lib/service.h. "jna-crossing" and "null-syscall" have nobody behind them.
   */
  Map<String, List<Handoff>> services();

  /**
   * Opens one of {@link #services} for the calling thread.
   *
   * @throws SensorException when it does not run here
   */
  ServiceSession openService(String name, Handoff handoff) throws SensorException;

  /** Where the content interpreter is compiled: names for {@link #evaluate}. */
  List<String> interpreters();

  /**
   * Evaluates content without any event, by one of {@link #interpreters}.
   *
   * @param content as {@code dev.ringbench.content.ContentFile} makes it
   * @param records struct rb_record, one after another
   * @return index of the first rule that matches, or -1, for each record
   * @throws SensorException when that interpreter does not run here
   */
  int[] evaluate(String interpreter, byte[] content, byte[] records) throws SensorException;

  /** Why no sensor would load this content; null when they do. */
  String contentTrouble(Path content);

  /** What runs of ours that died have left behind. */
  List<Leftover> leftovers();

  /** Something of ours without an owner. {@code remove} throws when it cannot be removed. */
  record Leftover(String description, Runnable remove) {}

  /** Counters whose differences say what disturbed a block. */
  interface LoadSnapshot {
    /** What happened between {@code earlier} and this one; null when nothing disturbed. */
    String disturbanceSince(LoadSnapshot earlier);

    /** Fraction of all CPU time that the hypervisor took since {@code earlier}; null: unknown. */
    Double stealSince(LoadSnapshot earlier);
  }
}
