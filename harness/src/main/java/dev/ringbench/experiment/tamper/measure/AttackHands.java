// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.tamper.measure;

import dev.ringbench.subject.OutsideFault;
import dev.ringbench.subject.running.SubjectFailure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Does one attack in a scene, and ends it. */
final class AttackHands {
  /** Of a flood: long enough to fill queues of some ten thousand events. */
  static final int FLOOD_MILLIS = 1500;

  private static final double A_HUNDREDTH = 0.01;

  /** Of memory: less than any process has. */
  private static final double NEARLY_NOTHING = 1e-9;

  /** Targets of operations that nobody counts. */
  private static final int FILLING = 220;

  private static final int FILLING_OPERATIONS = 70;
  private static final int LIMIT_MILLIS = 500;
  private static final int ANSWER_MILLIS = 3000;
  private static final String PLAIN = "plain";

  private final Scene scene;
  private final Catalogue.Does does;

  private String printed = "";
  private boolean begun;
  private boolean over;
  private boolean kept;

  AttackHands(Scene scene, Catalogue.Does does) {
    this.scene = scene;
    this.does = does;
  }

  /** The form of operations while the attack lasts. */
  String form() {
    return does.kind() == Catalogue.Kind.FORM ? does.form() : PLAIN;
  }

  /** What its commands printed; empty: nothing. */
  String printed() {
    return printed;
  }

  /** Whether its process has to be on a small disk for it. */
  static boolean needsSmallDisk(Catalogue.Does does) {
    return does.kind() == Catalogue.Kind.FAULT && fault(does) == OutsideFault.DISK;
  }

  static OutsideFault fault(Catalogue.Does does) {
    return Arrays.stream(OutsideFault.values())
        .filter(fault -> fault.toString().equals(does.fault()))
        .findFirst()
        .orElseThrow();
  }

  /** Whether operations have to go on while it is done, because it is over when it returns. */
  boolean isOverAtOnce() {
    return does.kind() == Catalogue.Kind.FAULT && fault(does) == OutsideFault.RESTART;
  }

  /**
   * Does it.
   *
   * @throws SubjectFailure this machine cannot
   */
  void begin() throws SubjectFailure {
    begun = true;
    switch (does.kind()) {
      case NONE, FORM -> {}
      case FAULT -> {
        OutsideFault fault = fault(does);
        double share = fault == OutsideFault.STARVE ? A_HUNDREDTH : NEARLY_NOTHING;
        if (!scene.running().hands().inject(fault, share)) {
          String why = scene.running().group().why();
          throw new SubjectFailure(
              why.isEmpty() ? "the kernel refuses it to the sensor's control group" : why,
              "use a machine with control groups of version 2");
        }
        if (fault == OutsideFault.DISK) {
          fillLastPage();
        }
      }
      case FLOOD -> flood();
      case COMMANDS -> {
        printed = scene.commands(does.begin(), does.user());
        if (does.remake()) {
          scene.make();
        }
      }
      case CONNECTOR -> ask(scene.server().begin("ignore"));
    }
  }

  /** What its log still takes is as long as a page, and more than these lines are written. */
  private void fillLastPage() {
    AttackServer.Answer answer =
        scene
            .server()
            .begin("probe", PLAIN, scene.target(FILLING), FILLING_OPERATIONS, 0, LIMIT_MILLIS, -1);
    scene.server().await(answer, FILLING_OPERATIONS * LIMIT_MILLIS);
  }

  private void flood() throws SubjectFailure {
    List<Integer> cpus = new ArrayList<>(scene.cpus());
    if (!does.cpus()) {
      // On the last, so that whoever does other operations has time.
      cpus = cpus.subList(cpus.size() - 1, cpus.size());
    }
    for (int cpu : cpus) {
      ask(
          scene
              .server()
              .begin(
                  "flood",
                  does.form(),
                  scene.target(Scene.FLOOD),
                  Scene.FLOOD_TARGETS,
                  FLOOD_MILLIS,
                  cpu));
    }
  }

  private void ask(AttackServer.Answer answer) throws SubjectFailure {
    if (!scene.server().await(answer, ANSWER_MILLIS) || answer.error() != 0) {
      throw new SubjectFailure(
          "the attack failed: "
              + (answer.error() == null ? "no answer" : "error number " + answer.error()),
          "run again");
    }
  }

  /** Ends it, and does nothing for whoever has ended by it. */
  void end() throws SubjectFailure {
    over = true;
    if (does.kind() == Catalogue.Kind.FAULT) {
      scene.running().hands().release(fault(does));
    }
    if (does.kind() == Catalogue.Kind.COMMANDS) {
      scene.commands(does.end(), does.user());
      if (does.remake()) {
        scene.commands(
            List.of("mountpoint -q {tree} || mount -t tmpfs -o mode=1777 ringbench {tree}"), false);
        scene.commands(List.of("test -d {work} || mkdir -m 1777 {work}"), false);
        scene.make();
      }
    }
  }

  /** Where something went wrong in between: what cannot be ended goes with the scene. */
  void endAtTheLatest() {
    if (!begun || over) {
      return;
    }
    try {
      end();
    } catch (SubjectFailure e) {
      // The promise of it stays, and the next command does it.
      kept = true;
    }
  }

  /** Whether its end failed, so that the promise of it has to be kept. */
  boolean isKept() {
    return kept;
  }

  /** What the next command does where this process is killed before the end of the attack. */
  List<List<String>> promise() throws SubjectFailure {
    List<List<String>> commands = new ArrayList<>();
    for (String line : does.end()) {
      commands.add(List.of("sh", "-c", scene.filled(line)));
    }
    for (long pid : scene.running().processes()) {
      // It ends with the controller, unless it is stopped or frozen; a number may be another's by
      // then.
      commands.add(
          List.of(
              "sh",
              "-c",
              "grep -qs ringbench-subject /proc/"
                  + pid
                  + "/cgroup && kill -KILL "
                  + pid
                  + "; true"));
    }
    return commands;
  }
}
