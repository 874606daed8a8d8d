// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.faults;

import static dev.ringbench.fault.FactsForm.read;
import static dev.ringbench.fault.FactsForm.tree;
import static dev.ringbench.fault.FormException.require;

import dev.ringbench.document.DocumentSchema;
import dev.ringbench.fault.Catalogue;
import dev.ringbench.fault.FaultJson;
import dev.ringbench.fault.FaultRun;
import dev.ringbench.fault.FaultSensor;
import dev.ringbench.fault.FormException;
import dev.ringbench.fault.MachineProfile;
import dev.ringbench.fault.Place;
import dev.ringbench.model.Shard;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
  private static final DocumentSchema CLASSES =
      DocumentSchema.named("ringbench-campaign-classes-1.schema.json");

  private CampaignForm() {}

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
    if (plan.shard() != null) {
      check(plan, plan.shard());
    }
  }

  private static void check(CampaignPlan plan, CampaignShard shard) throws FormException {
    require(
        shard.number() >= 1 && shard.number() <= shard.of() && shard.of() <= Shard.MOST,
        "is shard " + shard + ", which there cannot be");
    int runs = plan.shardsOf(shard.of()).size();
    require(
        shard.of() <= runs,
        "has %d runs for %d shards. Use up to %d shards".formatted(runs, shard.of(), runs));
    require(
        shard.campaign().equals(CampaignShard.identity(plan.whole(), shard.build())),
        "says that it is of campaign "
            + shard.campaign()
            + ", and is of another one: it was changed");
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

  /** Classes from their text. */
  static List<Kept> classes(String text) throws FormException {
    JsonNode tree = tree(text);
    String broken = CLASSES.firstError(tree);
    require(broken == null, "breaks its schema: " + broken);
    return FaultJson.SNAKE.convertValue(tree, new TypeReference<List<Kept>>() {});
  }
}
