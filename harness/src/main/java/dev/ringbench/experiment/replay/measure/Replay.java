// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay.measure;

import dev.ringbench.experiment.replay.ReplayDocument.Exhibit;
import dev.ringbench.experiment.replay.ReplayDocument.Moment;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FactsForm;
import dev.ringbench.fault.FormException;
import dev.ringbench.fault.Place;
import dev.ringbench.guest.FaultImage;
import dev.ringbench.guest.FaultMachine;
import dev.ringbench.guest.Machine;
import dev.ringbench.injection.Conductor;
import dev.ringbench.injection.ConductorOrder;
import dev.ringbench.injection.FaultPlaces;
import dev.ringbench.injection.HostRunner;
import dev.ringbench.injection.OrderOptions;
import dev.ringbench.model.RingbenchException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * 19 July 2024 again: content with a wildcard in a field that events do not have; then content that
 * looks at it, which the validator takes; a file that stays; a sensor that is loaded at boot.
 */
public final class Replay {
  /** How often a machine that does nothing else than boot is watched. */
  private static final int BOOTS_WATCHED = 5;

  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(90);
  private static final long POLL_MILLIS = 100;
  private static final String MODULE = "module-ftrace-auth";
  private static final String BPF = "bpf-lsm-auth";
  private static final List<String> USER_MODE =
      List.of("fanotify-permission", "seccomp-notify", "fanotify-notify-fd", "interposition");
  private static final String NO_POLICY = "none";
  private static final String LAST_KNOWN_GOOD = "last-known-good";
  private static final String BOTH_BAD = "both-bad";

  /** Told what is being shown. */
  public interface Listener {
    /** An exhibit begins. */
    void begins(String sensor, String policy);
  }

  private final FaultPlaces places;
  private final Path directory;
  private final Listener listener;

  /** {@code directory}: of this process alone, for sockets and disks. */
  public Replay(FaultPlaces places, Path directory, Listener listener) {
    this.places = places;
    this.directory = directory;
    this.listener = listener;
  }

  /** All architectures, from the kernel outwards. */
  public List<Exhibit> exhibits() {
    List<Exhibit> exhibits = new ArrayList<>();
    try {
      FaultImage image = places.image();
      for (String policy : List.of(NO_POLICY, LAST_KNOWN_GOOD, BOTH_BAD)) {
        listener.begins(MODULE, policy);
        exhibits.add(module(image, policy));
      }
      listener.begins(BPF, NO_POLICY);
      exhibits.add(bpf(image));
      for (String sensor : USER_MODE) {
        for (String policy : List.of(NO_POLICY, LAST_KNOWN_GOOD)) {
          if (policy.equals(NO_POLICY) || isRestarted(sensor)) {
            listener.begins(sensor, policy);
            exhibits.add(userMode(sensor, policy));
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RingbenchException.machine("Interrupted.", e);
    }
    return exhibits;
  }

  /** A new process cannot take over seccomp's listener, and a hooked process is none of ours. */
  private static boolean isRestarted(String sensor) {
    return sensor.startsWith("fanotify");
  }

  private Exhibit module(FaultImage image, String policy) throws InterruptedException {
    Facts before = inGuest(image, "placebo", MODULE, "none", FaultPlaces.CONTENT_BEFORE);
    List<Moment> moments = new ArrayList<>();
    if (before != null) {
      moments.add(new Moment(0, "the content before, with its wildcard: " + verdicts(before)));
    }
    try (Machine machine = FaultMachine.restore(image, directory, "replay", true)) {
      return new ModuleWatch(policy, moments, machine).toTheEnd();
    } catch (FaultMachine.UnreachableException e) {
      return unavailable(MODULE, Place.GUEST, policy, e.getMessage());
    }
  }

  /** A machine that may do nothing but boot. */
  private static final class ModuleWatch {
    private final String policy;
    private final List<Moment> moments;
    private final Machine machine;
    private final long beginNs = System.nanoTime();
    private int boots;
    private int failed;
    private Double firstCrashMs;
    private Double wellAfterMs;
    private Double unprotectedMs;
    private String end;
    private boolean withoutSensor;

    /** QEMU was ended: that is none of what is shown. */
    private boolean gone;

    ModuleWatch(String policy, List<Moment> moments, Machine machine) {
      this.policy = policy;
      this.moments = moments;
      this.machine = machine;
    }

    Exhibit toTheEnd() throws InterruptedException {
      machine.tell(ConductorOrder.of("deploy", policy, MODULE));
      note(beginNs, "the content after is deployed; the validator takes it");
      while (end == null) {
        Machine.Message message = machine.next(POLL_MILLIS);
        if (message != null) {
          take(message);
        }
        if (end == null && System.nanoTime() - beginNs > LIMIT_NS) {
          end = "watched for 90 s";
        }
      }
      if (gone) {
        return unavailable(MODULE, Place.GUEST, policy, machine.failureOfHost());
      }
      boolean lost = wellAfterMs == null;
      return new Exhibit(
          MODULE,
          Place.GUEST.label(),
          policy,
          end,
          moments,
          failed,
          firstCrashMs,
          wellAfterMs,
          unprotectedMs,
          null,
          withoutSensor ? "open" : "down",
          lost,
          null);
    }

    private void take(Machine.Message message) {
      if (message.event()) {
        if (message.text().equals("GUEST_PANICKED")) {
          crashed(message.atNs());
        } else if (message.text().equals(Machine.GONE)) {
          gone = true;
          end = message.text();
        }
        return;
      }
      String[] words = message.text().split(" ", 4);
      switch (words[0]) {
        case "ready" -> {
          boots++;
          note(message.atNs(), "boot " + boots + " reaches user mode");
        }
        case "boot" -> loaded(words.length > 2 ? words[2] : "", message.atNs());
        case "facts" -> {
          Facts facts = facts(message.text().substring(words[0].length() + 1));
          wellAfterMs = ms(message.atNs());
          end = "well again after " + boots + " boots";
          unprotectedMs = facts.probe() == null ? null : facts.probe().unprotectedMs();
          note(message.atNs(), verdicts(facts));
        }
        case "refused" -> end = message.text();
        default -> {
          // Journals and beats: the machine lives.
        }
      }
    }

    private static Facts facts(String text) {
      try {
        return FactsForm.read(text);
      } catch (FormException e) {
        throw RingbenchException.machine("What came out of the guest " + e.getMessage(), e);
      }
    }

    private void loaded(String what, long atNs) {
      switch (what) {
        case "without-sensor" -> {
          note(atNs, "the sensor is left out: the machine is up, and unprotected");
          withoutSensor = true;
          end = "up without its sensor after " + boots + " boots";
        }
        case "content-before" -> note(atNs, "loads the content before (rolled back)");
        default -> note(atNs, "loads the content after");
      }
    }

    private void crashed(long atNs) {
      note(atNs, "an event meets the rule: kernel panic");
      if (firstCrashMs == null) {
        firstCrashMs = ms(atNs);
      } else {
        failed++;
      }
      if (failed == BOOTS_WATCHED) {
        end = "a boot loop: " + failed + " boots in a row failed, and so will the next";
      }
    }

    private void note(long atNs, String what) {
      moments.add(new Moment(ms(atNs), what));
    }

    private double ms(long atNs) {
      return (double) (atNs - beginNs) / TimeUnit.MILLISECONDS.toNanos(1);
    }
  }

  /** Null: it did not come to its end. */
  private Facts inGuest(FaultImage image, String kind, String sensor, String fault, String content)
      throws InterruptedException {
    try (FaultMachine machine = FaultMachine.restore(image, directory, "replay", false)) {
      machine.tell(ConductorOrder.of(OrderOptions.of(kind, sensor, fault, "run", content)));
      String facts = machine.awaitLine("facts", TimeUnit.NANOSECONDS.toMillis(LIMIT_NS) / 3);
      return facts == null ? null : FactsForm.read(facts);
    } catch (FaultMachine.UnreachableException e) {
      return null;
    } catch (FormException e) {
      throw RingbenchException.machine("What came out of the guest " + e.getMessage(), e);
    }
  }

  private Exhibit bpf(FaultImage image) throws InterruptedException {
    List<Moment> moments = new ArrayList<>();
    Facts before = inGuest(image, "placebo", BPF, "none", FaultPlaces.CONTENT_BEFORE);
    Facts update = inGuest(image, "update", BPF, "F01", FaultPlaces.CONTENT_BEFORE);
    Facts after = inGuest(image, "placebo", BPF, "none", FaultPlaces.CONTENT_AFTER);
    if (before == null || update == null || after == null) {
      return unavailable(BPF, Place.GUEST, NO_POLICY, "a run of it did not come to its end");
    }
    double updatedMs = update.activatedMs() == null ? 0 : update.activatedMs();
    moments.add(new Moment(0, "the content before, with its wildcard: " + verdicts(before)));
    moments.add(
        new Moment(
            updatedMs,
            "the program that reads the 21st field is to take over and is refused at load: "
                + update.refused()));
    moments.add(
        new Moment(
            updatedMs,
            String.format(
                "the old program goes on with the old content: %d denied requests refused, %d"
                    + " succeeded",
                update.verdicts().deniedRefused(), update.verdicts().deniedSucceeded())));
    moments.add(
        new Moment(
            updatedMs,
            String.format(
                "instead, tried apart, the content after in a program whose memory goes on behind the fields: the verifier"
                    + " has nothing against it; no crash, %d wrong verdicts",
                after.verdicts().wrong())));
    return new Exhibit(
        BPF,
        Place.GUEST.label(),
        NO_POLICY,
        update.refused() == null ? "not refused" : "refused at load; the old content stays",
        moments,
        null,
        null,
        0.0,
        update.probe() == null ? null : update.probe().unprotectedMs(),
        null,
        update.verdicts().deniedSucceeded() == 0 ? "neither" : "open",
        false,
        null);
  }

  private Exhibit userMode(String sensor, String policy) throws InterruptedException {
    try (HostRunner runner = places.host()) {
      String name = "replay-before";
      Facts before =
          runner.facts(
              name, OrderOptions.of("placebo", sensor, "none", name, FaultPlaces.CONTENT_BEFORE));
      name = "replay-after";
      List<String> options =
          new ArrayList<>(
              OrderOptions.of("replay", sensor, "none", name, FaultPlaces.CONTENT_AFTER));
      if (policy.equals(LAST_KNOWN_GOOD)) {
        options.addAll(List.of("fallback", FaultPlaces.CONTENT_BEFORE));
      }
      return exhibit(sensor, policy, before, runner.facts(name, options));
    } catch (Conductor.ConductorException e) {
      return unavailable(sensor, Place.HOST, policy, e.getMessage());
    }
  }

  private static Exhibit exhibit(String sensor, String policy, Facts before, Facts facts) {
    List<Moment> moments = new ArrayList<>();
    moments.add(new Moment(0, "the content before, with its wildcard: " + verdicts(before)));
    moments.add(new Moment(0, "the content after is loaded; the validator takes it"));
    List<Facts.Exit> exits = facts.sensorProcess().exits();
    for (Facts.Exit exit : exits) {
      moments.add(
          new Moment(exit.atMs(), "an event meets the rule: the sensor ends" + signal(exit)));
    }
    long killed = facts.tasks().stream().filter(task -> task.signal() != null).count();
    if (killed > 0) {
      moments.add(
          new Moment(
              facts.activatedMs() == null ? 0 : facts.activatedMs(),
              killed + " of " + facts.tasks().size() + " monitored processes are killed"));
    }
    Double recoveredMs = facts.timeline().recoveredMs();
    boolean rolledBack = policy.equals(LAST_KNOWN_GOOD) && recoveredMs != null;
    if (recoveredMs != null) {
      moments.add(
          new Moment(
              recoveredMs,
              rolledBack
                  ? "rolled back to the content before: the first right answer"
                  : "restarted: the first right answer, until the next event meets the rule"));
    }
    if (facts.sensorProcess().givenUp()) {
      Facts.Exit last = exits.isEmpty() ? null : exits.get(exits.size() - 1);
      moments.add(new Moment(last == null ? 0 : last.atMs(), "the supervisor gives up"));
    }
    moments.sort(Comparator.comparingDouble(Moment::ms));
    boolean closed =
        killed > 0 || facts.tasks().stream().anyMatch(task -> !task.unexpected().isEmpty());
    boolean open = facts.verdicts().deniedSucceeded() > 0;
    boolean never = !rolledBack;
    return new Exhibit(
        sensor,
        Place.HOST.label(),
        policy,
        rolledBack
            ? "well again with the content before; the machine never went down"
            : killed > 0
                ? "every monitored process that meets the rule dies; the machine stays up"
                : facts.sensorProcess().givenUp()
                    ? "given up after "
                        + exits.size()
                        + (exits.size() == 1 ? " end" : " ends")
                        + "; the machine stays up"
                    : "still tried when the replay ended",
        moments,
        null,
        exits.isEmpty() ? facts.activatedMs() : Double.valueOf(exits.get(0).atMs()),
        rolledBack ? recoveredMs : null,
        facts.probe() == null ? null : facts.probe().unprotectedMs(),
        facts.events().delivered() == null || facts.events().lostUnknown()
            ? null
            : Long.valueOf(facts.events().silentlyLost() + lostByItself(facts)),
        open ? (closed ? "both" : "open") : closed ? "closed" : "neither",
        never,
        null);
  }

  /** What the workload saw of a sensor that should be well. */
  private static String verdicts(Facts facts) {
    if (facts.verdicts() == null) {
      return "nobody knows its verdicts";
    }
    long wrong = facts.verdicts().wrong() + facts.verdicts().deniedSucceeded();
    return wrong == 0 ? "all verdicts right" : wrong + " verdicts were wrong";
  }

  private static long lostByItself(Facts facts) {
    return facts.events().lostReported() == null ? 0 : facts.events().lostReported();
  }

  private static String signal(Facts.Exit exit) {
    return exit.signal() == null ? "" : " (signal " + exit.signal() + ")";
  }

  private static Exhibit unavailable(String sensor, Place place, String policy, String why) {
    return new Exhibit(
        sensor,
        place.label(),
        policy,
        why,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        "unknown",
        false,
        why);
  }
}
