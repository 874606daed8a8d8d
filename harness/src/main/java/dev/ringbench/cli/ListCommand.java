// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import dev.ringbench.model.Sensor;
import dev.ringbench.platform.Platforms;
import dev.ringbench.result.Documents;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What there is to measure. */
@Command(
    name = "list",
    description = {
      "Lists the sensors: where each decides, what its events carry.",
      "Whether one works on this machine is `ringbench doctor`'s business."
    })
final class ListCommand implements Callable<Integer> {
  @Option(names = "--json", description = "Print the descriptors as JSON.")
  private boolean json;

  @Override
  public Integer call() {
    List<Sensor> sensors = Platforms.current().sensors();
    if (json) {
      System.out.println(
          Documents.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(sensors));
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

  private static Column left(String header) {
    return new Column()
        .header(header)
        .headerAlign(HorizontalAlign.LEFT)
        .dataAlign(HorizontalAlign.LEFT);
  }
}
