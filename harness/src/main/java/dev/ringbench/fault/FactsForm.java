// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.fault;

import static dev.ringbench.fault.FormException.require;

import dev.ringbench.document.DocumentSchema;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Facts of a run, as a conductor prints them and a campaign keeps them: checked, then read. */
public final class FactsForm {
  private static final DocumentSchema FACTS =
      DocumentSchema.named("ringbench-fault-facts-1.schema.json");

  private static final DocumentSchema RUN =
      DocumentSchema.named("ringbench-campaign-run-1.schema.json");

  /** Where a campaign's directory has the consoles of its guests. */
  public static final String CONSOLES = "consoles";

  private FactsForm() {}

  /** Facts of {@code run} from what a conductor printed, be it one in a guest. */
  public static Facts read(String text, FaultRun run) throws FormException {
    return read(tree(text), run);
  }

  /** Facts of whatever run. */
  public static Facts read(String text) throws FormException {
    return read(FACTS, tree(text), Facts.class);
  }

  /** The same of a part of a larger text. */
  public static Facts read(JsonNode tree, FaultRun run) throws FormException {
    Facts facts = read(FACTS, tree, Facts.class);
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

  /** A run from its line; {@code planned}: the plan's run of each number. */
  public static StoredRun run(String line, Map<Integer, FaultRun> planned) throws FormException {
    JsonNode tree = tree(line);
    StoredRun stored = read(RUN, tree, StoredRun.class);
    FaultRun run = stored.run();
    require(
        run.equals(planned.get(run.number())),
        "has a run " + run.number() + " that is not the one of that number in the plan");
    if (stored.trouble() != null) {
      return StoredRun.trouble(run, stored.trouble());
    }
    read(tree.path("facts"), run);
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
  public static String consoleOf(FaultRun run) {
    return CONSOLES + "/run-" + run.number() + ".log";
  }

  /** A JSON text. */
  public static JsonNode tree(String text) throws FormException {
    try {
      return FaultJson.SNAKE.readTree(text);
    } catch (JacksonException e) {
      throw new FormException("is damaged: " + e.getOriginalMessage());
    }
  }

  /** A tree that keeps its schema, as a record. */
  public static <T> T read(DocumentSchema schema, JsonNode tree, Class<T> type)
      throws FormException {
    String broken = schema.firstError(tree);
    require(broken == null, "breaks its schema: " + broken);
    try {
      return FaultJson.SNAKE.treeToValue(tree, type);
    } catch (JacksonException e) {
      throw new FormException("is damaged: " + e.getOriginalMessage());
    }
  }
}
