// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.type.TypeReference;

/** The faults, and what each is predicted to take down in each architecture. */
public final class Catalogue {
  private static final String RESOURCE = "catalogue.json";

  /**
   * A fault.
   *
   * @param id F01 to F25
   * @param does what the sensor does, to be read after its name
   */
  public record Fault(String id, String name, String does, Map<String, Prediction> cells) {
    /** What is predicted where. */
    public Prediction prediction(Architecture architecture) {
      return cells.get(architecture.label());
    }
  }

  /**
   * What a fault is predicted to do.
   *
   * @param outcome without a watchdog and without panic_on_oops
   * @param outcomeWithPanicOnOops null: the same
   * @param outcomeWithWatchdog null: the same
   * @param notApplicable why this cannot be; null: it can
   */
  public record Prediction(
      Outcome outcome,
      Outcome outcomeWithPanicOnOops,
      Outcome outcomeWithWatchdog,
      Set<SecurityEffect> security,
      String text,
      String notApplicable) {
    /** The class on a machine that is set up so. */
    public Outcome outcome(MachineProfile profile) {
      if (profile.panicOnOops() == 1 && outcomeWithPanicOnOops != null) {
        return outcomeWithPanicOnOops;
      }
      return profile.watchdog() == 1 && outcomeWithWatchdog != null ? outcomeWithWatchdog : outcome;
    }
  }

  private static final List<String> NEEDS_A_VERDICT = List.of("F14", "F21");

  private final List<Fault> faults;

  private Catalogue(List<Fault> faults) {
    this.faults = faults;
  }

  /** The one that this version carries. */
  public static Catalogue load() {
    try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
      return new Catalogue(FaultJson.CAMEL.readValue(in, new TypeReference<List<Fault>>() {}));
    } catch (IOException e) {
      throw new IllegalStateException("resource " + RESOURCE, e);
    }
  }

  /** In the order of their numbers. */
  public List<Fault> faults() {
    return faults;
  }

  /**
   * The fault of that number.
   *
   * @throws RingbenchException when there is none
   */
  public Fault fault(String id) {
    return faults.stream()
        .filter(fault -> fault.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                RingbenchException.badInput(
                    "--faults "
                        + id
                        + ": no such fault. There are F01 to F25; see `ringbench faults list`."));
  }

  /** Why a fault cannot be in a sensor; null: it can. */
  public static String notApplicable(Fault fault, FaultSensor sensor) {
    if (!sensor.enforcing() && NEEDS_A_VERDICT.contains(fault.id())) {
      return "it gives no verdicts";
    }
    return fault.prediction(sensor.architecture()).notApplicable();
  }
}
