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
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * 19 July 2024 again: content with a wildcard in a field that events do not have; then content that
 * looks at it, which the validator takes; a file that stays; a sensor that is loaded at boot.
 */
public final class Replay {
  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(90);
  private static final String MODULE = "module-ftrace-auth";
  private static final String BPF = "bpf-lsm-auth";
  private static final List<String> USER_MODE =
      List.of("fanotify-permission", "seccomp-notify", "fanotify-notify-fd", "interposition");
  private static final String NO_POLICY = "none";
  static final String LAST_KNOWN_GOOD = "last-known-good";
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
      moments.add(
          new Moment(0, "the content before, with its wildcard: " + Exhibits.verdicts(before)));
    }
    try (Machine machine = FaultMachine.restore(image, directory, "replay", true)) {
      return new ModuleWatch(MODULE, policy, moments, machine).toTheEnd();
    } catch (FaultMachine.UnreachableException e) {
      return Exhibits.unavailable(MODULE, Place.GUEST, policy, e.getMessage());
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
      return Exhibits.unavailable(
          BPF, Place.GUEST, NO_POLICY, "a run of it did not come to its end");
    }
    double updatedMs = update.activatedMs() == null ? 0 : update.activatedMs();
    moments.add(
        new Moment(0, "the content before, with its wildcard: " + Exhibits.verdicts(before)));
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
      return UserModeExhibit.of(sensor, policy, before, runner.facts(name, options));
    } catch (Conductor.ConductorException e) {
      return Exhibits.unavailable(sensor, Place.HOST, policy, e.getMessage());
    }
  }
}
