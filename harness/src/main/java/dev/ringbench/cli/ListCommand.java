// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.model.Operation;
import dev.ringbench.model.Pairing;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.Platforms;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What there is to measure. */
@Command(
    name = "list",
    description = {
      "Lists the sensors: where each decides, and what its events carry.",
      "`ringbench doctor` says which of them work on this machine."
    })
final class ListCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print the descriptors as JSON.")
  private boolean json;

  @Option(
      names = "--pairs",
      description = "Print which sensors may be compared, how far, and on which operations.")
  private boolean pairs;

  /** Two sensors that may be compared. */
  private record PairRow(String one, String other, Pairing pairing, String operations) {}

  @Override
  public Integer call() {
    List<Sensor> sensors = Platforms.current().sensors().all();
    if (pairs) {
      printPairs(sensors);
      return 0;
    }
    if (json) {
      System.out.println(
          DocumentJson.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(sensors));
      return 0;
    }
    // What remains beside id, placement and mode.
    int room = Math.max(30, Terminal.width() - 50);
    System.out.println(
        AsciiTable.builder()
            .border(AsciiTable.NO_BORDERS)
            .data(
                sensors,
                List.of(
                    left("id").with(Sensor::id),
                    left("placement").with(sensor -> sensor.placement().toString()),
                    left("mode").with(sensor -> sensor.mode().toString()),
                    left("mechanism; what an event carries")
                        .maxWidth(room)
                        .with(
                            sensor ->
                                sensor.fields().isEmpty()
                                    ? sensor.mechanism()
                                    : sensor.mechanism() + "; " + sensor.fields())))
            .asString());
    return 0;
  }

  private static void printPairs(List<Sensor> sensors) {
    Map<Set<String>, PairRow> rows = new LinkedHashMap<>();
    Map<String, Sensor> byId =
        sensors.stream().collect(Collectors.toMap(Sensor::id, sensor -> sensor));
    for (Sensor sensor : sensors) {
      for (Sensor.Pair pair : sensor.pairs()) {
        Sensor other = byId.get(pair.with());
        rows.putIfAbsent(
            Set.of(sensor.id(), pair.with()),
            new PairRow(
                sensor.id(),
                pair.with(),
                pair.pairing(),
                sensor.operations().stream()
                    .filter(operation -> operation.isWatched() && other.watches(operation))
                    .map(Operation::toString)
                    .collect(Collectors.joining(", "))));
      }
    }
    System.out.println(
        AsciiTable.builder()
            .border(AsciiTable.NO_BORDERS)
            .data(
                rows.values(),
                List.of(
                    left("sensor").with(PairRow::one),
                    left("with").with(PairRow::other),
                    left("pairing").with(row -> row.pairing().toString()),
                    left("ranked").with(row -> row.pairing().isRanked() ? "yes" : "no"),
                    left("operations").maxWidth(40).with(PairRow::operations)))
            .asString());
    System.out.println(
        "\nSAME_HOOK: the same hook, another decider. SAME_EVENT: the same event from another hook.\n"
            + "WEAKER: one sees less than the other. What is not listed is not compared at all.");
  }

  private static Column left(String header) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT);
  }
}
