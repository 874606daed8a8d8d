// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Facts of a quiet run, to be changed in one respect. */
public final class SampleFacts {
  public static final Band BAND = new Band(5, 5, 5);

  String sensor = "fanotify-permission";
  public String form;
  Long activations = 1L;
  public String refused;
  public List<Facts.Exit> exits = List.of();
  double heartbeatGapMs = 5;
  Facts.Events events = new Facts.Events(100, 100L, 0L, false, 0L);
  public List<Facts.Task> tasks = new ArrayList<>(List.of(task(0, 2), task(1, 2), task(2, 2)));
  Facts.Verdicts verdicts = new Facts.Verdicts(0, 0, 20, 0);
  double controlGapMs = 2;
  Long taint = 0L;
  public Facts.Timeline timeline = new Facts.Timeline(0.0, null, null, null);
  String ended = "complete";

  static Facts.Task task(int number, double gapMs) {
    return new Facts.Task("worker-" + number, 30, gapMs, false, null, List.of());
  }

  static Facts.Task failed(int number, int errno) {
    return new Facts.Task(
        "worker-" + number, 30, 2, false, null, List.of(new Facts.Unexpected(errno, 3, 40.0)));
  }

  public Facts facts() {
    return new Facts(
        1,
        "F01",
        sensor,
        Facts.FAULT,
        1,
        40,
        "host",
        MachineProfile.BARE,
        form,
        activations,
        40.0,
        refused,
        new Facts.SensorProcess(exits, 0, false, heartbeatGapMs, 10, true),
        events,
        tasks,
        verdicts,
        new Facts.Probe(1.0, 50, 0, 0, null),
        new Facts.Control(controlGapMs),
        new Facts.Machine("a", "a", 0L, taint),
        timeline,
        ended);
  }

  /** The same of a run of a plan. */
  public Facts facts(FaultRun run) {
    Facts facts = facts();
    return new Facts(
        1,
        run.fault(),
        run.sensor(),
        run.kind(),
        run.seed(),
        run.trigger(),
        run.place().label(),
        run.profile(),
        facts.form(),
        facts.activations(),
        facts.activatedMs(),
        facts.refused(),
        facts.sensorProcess(),
        facts.events(),
        facts.tasks(),
        facts.verdicts(),
        facts.probe(),
        facts.control(),
        facts.machine(),
        facts.timeline(),
        facts.ended());
  }

  Outcome outcome() {
    return Classifier.classify(facts(), null, "", BAND, null).outcome();
  }

  static GuestFacts guest(Double panickedMs, boolean silent, boolean working) {
    return guest(panickedMs, silent, working, null, null);
  }

  static GuestFacts guest(
      Double panickedMs,
      boolean silent,
      boolean working,
      GuestFacts.Reboot reboot,
      GuestFacts.Data data) {
    boolean conducted = panickedMs == null && working && !silent;
    return new GuestFacts(
        "consoles/run-1.log",
        List.of(),
        conducted,
        panickedMs,
        silent,
        working,
        null,
        Map.of(),
        reboot,
        data);
  }
}
