// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.ringbench.model.RingbenchException;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The faults, and what each is predicted to take down in each architecture. */
public final class Catalogue {
  private static final String RESOURCE = "catalogue.json";

  /**
   * A fault.
   *
   * @param id "F" and its number, of two digits
   * @param does what the sensor does, to be read after its name
   * @param traits null in a catalogue: none
   */
  public record Fault(
      String id, String name, String does, Set<Trait> traits, Map<String, Prediction> cells) {
    /** Without traits where there are none. */
    public Fault {
      traits = traits == null ? Set.of() : Set.copyOf(traits);
    }

    /** Whether it is like that. */
    public boolean is(Trait trait) {
      return traits.contains(trait);
    }

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
   * @param until of an earlier one: the last version of the catalogue that had it
   * @param earlier the oldest first, without any of their own; null: it was always this
   */
  public record Prediction(
      Outcome outcome,
      Outcome outcomeWithPanicOnOops,
      Outcome outcomeWithWatchdog,
      Set<SecurityEffect> security,
      String text,
      String notApplicable,
      Integer until,
      List<Prediction> earlier) {
    private Prediction of(int version) {
      return earlier == null
          ? this
          : earlier.stream().filter(then -> version <= then.until()).findFirst().orElse(this);
    }

    /** The class on a machine that is set up so. */
    public Outcome outcome(MachineProfile profile) {
      if (profile.panicOnOops() == 1 && outcomeWithPanicOnOops != null) {
        return outcomeWithPanicOnOops;
      }
      return profile.watchdog() == 1 && outcomeWithWatchdog != null ? outcomeWithWatchdog : outcome;
    }
  }

  private final int version;
  private final List<Fault> faults;

  @JsonCreator
  Catalogue(@JsonProperty("version") int version, @JsonProperty("faults") List<Fault> faults) {
    this.version = version;
    this.faults = faults;
  }

  /** The newest. */
  public static Catalogue load() {
    return Newest.CATALOGUE;
  }

  private static final class Newest {
    static final Catalogue CATALOGUE = read();
  }

  private static Catalogue read() {
    try (InputStream in = Catalogue.class.getResourceAsStream(RESOURCE)) {
      return FaultJson.CAMEL.readValue(in, Catalogue.class);
    } catch (IOException e) {
      throw new IllegalStateException("resource " + RESOURCE, e);
    }
  }

  /**
   * As it was: a matrix has the predictions that were written down before it.
   *
   * @param version 1 to {@link #version}
   */
  public Catalogue as(int version) {
    return new Catalogue(
        version,
        faults.stream()
            .map(
                fault ->
                    new Fault(
                        fault.id(),
                        fault.name(),
                        fault.does(),
                        fault.traits(),
                        fault.cells().entrySet().stream()
                            .collect(
                                Collectors.toMap(
                                    Map.Entry::getKey,
                                    cell -> cell.getValue().of(version),
                                    (one, other) -> one,
                                    LinkedHashMap::new))))
            .toList());
  }

  /** Goes up with each change of a prediction; what was before stays in it as an earlier one. */
  public int version() {
    return version;
  }

  /** In the order of their numbers. */
  public List<Fault> faults() {
    return faults;
  }

  /** Ids of the faults that are like that, in the order of their numbers. */
  public List<String> with(Trait trait) {
    return faults.stream().filter(fault -> fault.is(trait)).map(Fault::id).toList();
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
                        + ": no such fault. There are "
                        + faults.get(0).id()
                        + " to "
                        + faults.get(faults.size() - 1).id()
                        + "; see `ringbench faults list`."));
  }

  /** Why a fault cannot be in a sensor; null: it can. */
  public static String notApplicable(Fault fault, FaultSensor sensor) {
    if (!sensor.enforcing() && fault.is(Trait.NEEDS_VERDICTS)) {
      return "it gives no verdicts";
    }
    return fault.prediction(sensor.architecture()).notApplicable();
  }
}
