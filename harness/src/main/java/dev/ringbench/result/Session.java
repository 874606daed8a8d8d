// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.result;

import java.util.ArrayList;
import java.util.List;

/** Runs of one fork each, put together to the document of one build in a session of two. */
public final class Session {
  private Session() {}

  /**
   * One document of all, its forks in their order.
   *
   * @param runs of one fork each, at least one, with the same settings
   * @param name shared by the documents of the session
   * @param seed of the session
   * @param trouble that cut the session off; null: it is whole
   */
  public static ResultDocument document(
      List<ResultDocument> runs, String name, long seed, String trouble) {
    ResultDocument first = runs.get(0);
    List<Block> blocks = new ArrayList<>();
    List<FloorSample> floors = new ArrayList<>();
    List<CellHistogram> histograms = new ArrayList<>();
    boolean complete = trouble == null;
    for (int fork = 0; fork < runs.size(); fork++) {
      ResultDocument run = runs.get(fork);
      complete &= run.run().status() == ResultDocument.Status.COMPLETE;
      int number = fork;
      run.blocks().forEach(block -> blocks.add(block.inFork(number)));
      run.floors()
          .forEach(
              floor ->
                  floors.add(
                      new FloorSample(
                          number,
                          floor.round(),
                          floor.name(),
                          floor.handoff(),
                          floor.valueNs(),
                          floor.reason())));
      run.histograms()
          .forEach(
              cell ->
                  histograms.add(
                      new CellHistogram(
                          number,
                          cell.sensor(),
                          cell.operation(),
                          cell.handoff(),
                          cell.rules(),
                          cell.metric(),
                          cell.encoded())));
    }
    ResultDocument.Run run = first.run();
    return new ResultDocument(
        first.schemaVersion(),
        first.generator(),
        first.version(),
        new ResultDocument.Run(
            complete ? ResultDocument.Status.COMPLETE : ResultDocument.Status.PARTIAL,
            complete ? null : trouble == null ? "a fork of the session is partial" : trouble,
            run.startedAt(),
            runs.get(runs.size() - 1).run().finishedAt(),
            run.profile(),
            runs.size(),
            run.rounds(),
            seed,
            run.emulated(),
            run.operations(),
            run.handoffs(),
            run.blockSettings(),
            name),
        first.environment(),
        runs.stream().flatMap(each -> each.warnings().stream()).distinct().toList(),
        first.sensors(),
        first.availability(),
        blocks,
        floors,
        histograms,
        List.of(),
        first.references());
  }
}
