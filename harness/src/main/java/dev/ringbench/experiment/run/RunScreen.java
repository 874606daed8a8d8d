// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.run;

import dev.ringbench.document.FirstScreen;
import dev.ringbench.document.Head;
import dev.ringbench.model.Placement;
import dev.ringbench.section.Section;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run says first, on one screen of 40 lines: whether the machine was quiet, the questions
 * with their answers, a line a sensor, what was not measured, and what to type next. Everything
 * else is in {@link RunSections}.
 */
final class RunScreen {
  private static final int MOST_REASONS = 3;
  private static final int MOST_SENSORS = 2;

  private final Head head;
  private final RunFigures figures;
  private final RunDocument document;
  private final Effects effects;

  RunScreen(Head head, RunFigures figures) {
    this.head = head;
    this.figures = figures;
    this.document = figures.document();
    this.effects = new Effects(figures);
  }

  /** In the order of reading. */
  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(
        FirstScreen.machine(
            head, new NoiseVerdict(figures).sentence(), RunWarnings.ofWhatHappened(figures)));
    ScreenAnswers answers = new ScreenAnswers(figures, effects);
    sections.add(Section.of(answers.title(), answers.sentences()));
    sections.add(new SensorBars(figures, effects).of(document.run().operations().get(0)));
    RuleCosts costs = new RuleCosts(figures);
    if (costs.any()) {
      sections.add(
          Section.of(
              "Where the kernel's advantage ends",
              costs.breakEvens().stream().limit(MOST_REASONS).toList()));
    }
    List<String> last = notMeasured();
    String title = last.isEmpty() ? "What to type next" : "Not measured, and what to type next";
    last.add(next());
    sections.add(Section.of(title, last));
    return Section.shown(sections);
  }

  /** What did not work here, by reason, with the command that would measure it. */
  private List<String> notMeasured() {
    Map<String, List<String>> byRemedy = new LinkedHashMap<>();
    document.availability().stream()
        .filter(tried -> !tried.available())
        .filter(tried -> figures.sensor(tried.cell().sensor()).placement() != Placement.FLOOR)
        .forEach(
            tried ->
                byRemedy
                    .computeIfAbsent(tried.remedy(), key -> new ArrayList<>())
                    .add(tried.cell().sensor()));
    List<String> sentences = new ArrayList<>();
    byRemedy.forEach(
        (remedy, sensors) -> {
          if (sentences.size() < MOST_REASONS) {
            sentences.add(
                FirstScreen.first(MOST_SENSORS, sensors.stream().distinct().toList())
                    + ": "
                    + FirstScreen.shortened(remedy)
                    + ".");
          }
        });
    if (byRemedy.size() > MOST_REASONS) {
      sentences.add(
          byRemedy.size() - MOST_REASONS + " more reasons: `ringbench doctor` has them all.");
    }
    return sentences;
  }

  private String next() {
    boolean timed = document.instructionCounts().isEmpty() && !document.run().emulated();
    return (timed
            ? "`ringbench run --profile standard --sessions 3` decides more; `ringbench guest run` adds a"
                + " module and BPF LSM; `ringbench capacity` tries full load; "
            : "`ringbench run` measures time, on this machine; ")
        + "`ringbench faults` shows what defects do.";
  }
}
