// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import dev.ringbench.result.DocumentSchema;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;

/**
 * What a campaign's files must be before anything in them is used: of their schema, and of the
 * catalogue, the faulty builds and the plan. Anybody may have written them, and what they say is
 * done as root.
 */
public final class CampaignForm {
  /** So many runs fit in the memory of a launcher. */
  private static final int MOST_RUNS = 500_000;

  private static final DocumentSchema PLAN =
      DocumentSchema.named("ringbench-campaign-plan-1.schema.json");
  private static final DocumentSchema RUN =
      DocumentSchema.named("ringbench-campaign-run-1.schema.json");
  private static final DocumentSchema FACTS =
      DocumentSchema.named("ringbench-fault-facts-1.schema.json");
  private static final DocumentSchema CLASSES =
      DocumentSchema.named("ringbench-campaign-classes-1.schema.json");

  private CampaignForm() {}

  /** Why something is none; its message is the rest of a sentence that begins with its name. */
  public static final class FormException extends Exception {
    private static final long serialVersionUID = 1L;

    FormException(String message) {
      super(message);
    }
  }

  /** A plan from its text. */
  static CampaignPlan plan(String text) throws FormException {
    JsonNode tree = tree(text);
    int format = tree.path("format").asInt(0);
    if (format > CampaignPlan.FORMAT) {
      throw new FormException("has format " + format + ". Use a newer Ringbench.");
    }
    CampaignPlan plan = read(PLAN, tree, CampaignPlan.class);
    check(plan);
    return plan;
  }

  /**
   * Whether this version can have made such a plan.
   *
   * @throws FormException when it has a fault, sensor, place or machine that there is not
   */
  public static void check(CampaignPlan plan) throws FormException {
    int newest = Catalogue.load().version();
    require(
        plan.catalogueVersion() >= 1 && plan.catalogueVersion() <= newest,
        "is of catalogue " + plan.catalogueVersion() + ". Use a newer Ringbench.");
    Set<String> faults = new HashSet<>();
    plan.predictions().faults().forEach(fault -> faults.add(fault.id()));
    for (String fault : plan.faults()) {
      require(faults.contains(fault), "plans a fault that the catalogue does not have: " + fault);
    }
    for (CampaignPlan.PlacedSensor placed : plan.sensors()) {
      require(
          FaultSensor.ALL.stream()
              .filter(sensor -> sensor.id().equals(placed.id()))
              .anyMatch(sensor -> placed.place() == Place.HOST ? sensor.host() : sensor.guest()),
          "plans a sensor that has no faulty build for the "
              + placed.place().label()
              + ": "
              + placed.id());
    }
    for (MachineProfile profile : plan.machineProfiles()) {
      require(MachineProfile.isKnown(profile), "plans a machine that there is not: " + profile);
    }
    require(
        distinct(plan.faults()) && distinct(plan.sensors()) && distinct(plan.machineProfiles()),
        "plans something twice");
    require(
        !plan.hasGuests() || plan.guestKernel() != null, "plans guests without a kernel for them");
    long runs =
        (long) plan.faults().size()
            * plan.sensors().size()
            * plan.machineProfiles().size()
            * plan.runsOfCell();
    require(
        runs <= MOST_RUNS,
        "plans " + runs + " runs, and " + MOST_RUNS + " are the most: plan several campaigns");
  }

  private static boolean distinct(List<?> values) {
    return new HashSet<>(values).size() == values.size();
  }

  /** Every run of a plan, by its number. */
  static Map<Integer, FaultRun> runsOf(CampaignPlan plan) {
    Map<Integer, FaultRun> runs = new HashMap<>();
    for (Place place : Place.values()) {
      plan.calibration(place).forEach(run -> runs.put(run.number(), run));
      plan.runs(place).forEach(run -> runs.put(run.number(), run));
    }
    return runs;
  }

  /** A run from its line; {@code planned}: see {@link #runsOf}. */
  static StoredRun run(String line, Map<Integer, FaultRun> planned) throws FormException {
    JsonNode tree = tree(line);
    StoredRun stored = read(RUN, tree, StoredRun.class);
    FaultRun run = stored.run();
    require(
        run.equals(planned.get(run.number())),
        "has a run " + run.number() + " that is not the one of that number in the plan");
    if (stored.trouble() != null) {
      return StoredRun.trouble(run, stored.trouble());
    }
    facts(tree.path("facts"), run);
    require(
        (run.place() == Place.GUEST) == (stored.guest() != null),
        "says of a guest what was not in one, or nothing of one that was");
    require(
        stored.guest() == null
            || stored.guest().console() == null
            || stored.guest().console().equals(consoleOf(run)),
        "names a console that is not that run's");
    return stored;
  }

  /** Where the console of a run is kept, in the campaign's directory. */
  static String consoleOf(FaultRun run) {
    return CampaignDirectory.CONSOLES + "/run-" + run.number() + ".log";
  }

  /** Facts of {@code run} from what a conductor printed, be it one in a guest. */
  static Facts facts(String text, FaultRun run) throws FormException {
    return facts(tree(text), run);
  }

  private static Facts facts(JsonNode tree, FaultRun run) throws FormException {
    Facts facts = facts(tree);
    require(
        facts.fault().equals(run.fault())
            && facts.sensor().equals(run.sensor())
            && facts.kind().equals(run.kind())
            && facts.place().equals(run.place().label())
            && facts.seed() == run.seed()
            && facts.trigger() == run.trigger()
            && facts.profile().equals(run.profile()),
        "has facts of another run");
    return facts;
  }

  /** Facts of whatever run. */
  static Facts facts(String text) throws FormException {
    return facts(tree(text));
  }

  private static Facts facts(JsonNode tree) throws FormException {
    return read(FACTS, tree, Facts.class);
  }

  /** Classes from their text. */
  static List<Kept> classes(String text) throws FormException {
    JsonNode tree = tree(text);
    requireSchema(CLASSES, tree);
    return FaultJson.SNAKE.convertValue(tree, new TypeReference<List<Kept>>() {});
  }

  private static JsonNode tree(String text) throws FormException {
    try {
      return FaultJson.SNAKE.readTree(text);
    } catch (JacksonException e) {
      throw new FormException("is damaged: " + e.getOriginalMessage());
    }
  }

  private static <T> T read(DocumentSchema schema, JsonNode tree, Class<T> type)
      throws FormException {
    requireSchema(schema, tree);
    try {
      return FaultJson.SNAKE.treeToValue(tree, type);
    } catch (JacksonException e) {
      throw new FormException("is damaged: " + e.getOriginalMessage());
    }
  }

  private static void requireSchema(DocumentSchema schema, JsonNode tree) throws FormException {
    String broken = schema.firstError(tree);
    require(broken == null, "breaks its schema: " + broken);
  }

  private static void require(boolean holds, String otherwise) throws FormException {
    if (!holds) {
      throw new FormException(otherwise);
    }
  }
}
