// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.replay.measure;

import dev.ringbench.experiment.replay.ReplayDocument.Exhibit;
import dev.ringbench.experiment.replay.ReplayDocument.Moment;
import dev.ringbench.fault.Facts;
import dev.ringbench.fault.FactsForm;
import dev.ringbench.fault.FormException;
import dev.ringbench.fault.Place;
import dev.ringbench.guest.Machine;
import dev.ringbench.injection.ConductorOrder;
import dev.ringbench.model.RingbenchException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Watches a machine that may do nothing but boot, from the deployment of its content on. */
final class ModuleWatch {
  /** How often a machine that does nothing else than boot is watched. */
  private static final int BOOTS_WATCHED = 5;

  private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(90);
  private static final long POLL_MILLIS = 100;

  private final String sensor;
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

  ModuleWatch(String sensor, String policy, List<Moment> moments, Machine machine) {
    this.sensor = sensor;
    this.policy = policy;
    this.moments = moments;
    this.machine = machine;
  }

  Exhibit toTheEnd() throws InterruptedException {
    machine.tell(ConductorOrder.of("deploy", policy, sensor));
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
      return Exhibits.unavailable(sensor, Place.GUEST, policy, machine.failureOfHost());
    }
    boolean lost = wellAfterMs == null;
    return new Exhibit(
        sensor,
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
        note(message.atNs(), Exhibits.verdicts(facts));
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
