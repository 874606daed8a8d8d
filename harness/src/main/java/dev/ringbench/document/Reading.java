// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.document;

import dev.ringbench.check.Check;
import dev.ringbench.figure.Benchmark;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Row;
import dev.ringbench.figure.TaggedHistogram;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import dev.ringbench.stats.PairedUnits;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Everything that is computed of one stored document, from the document alone. A method computes
 * when it is first asked, and keeps what others ask for again.
 */
public interface Reading {
  /** What the document says of itself. */
  Head head();

  /** What its figures rest on. */
  Basis basis();

  /** Heading of a report of this document alone: "What sensors cost on this machine". */
  String title();

  /** Heading among other documents: "Latency". */
  String chapter();

  /**
   * What a command prints when it has measured: the machine, the answers, the table that is asked
   * for most. Everything else is in {@link #sections}.
   */
  default List<Section> firstScreen() {
    return FirstScreen.of(this);
  }

  /** Tables and sentences, in the order of reading. */
  List<Section> sections();

  /** The answers, then everything: what is printed of a document alone. */
  default List<Section> report() {
    return Section.shown(
        Stream.concat(Stream.of(FirstScreen.answers(this)), sections().stream()).toList());
  }

  /** Charts; {@code prefix}: of their ids, unique in a report. */
  List<Chart> charts(String prefix);

  /** Sentences for a report's first screen; empty: nothing that is certain enough. */
  List<Answer> answers();

  /** What it says in the first table of a report; empty: nothing. */
  default List<VerdictCell> verdicts() {
    return List.of();
  }

  /**
   * How much it is worth beside others of its kind: compared part by part, larger is better, the
   * clock of a real machine before all else.
   */
  default List<Long> worth() {
    return List.of();
  }

  /** What it says of sensors apart from their figures, in its order. */
  default List<SensorNote> sensorNotes() {
    return List.of();
  }

  /** The question that a chart of it answers; empty: it stays with its document. */
  default Optional<Topic> topicOf(Chart chart) {
    return Optional.empty();
  }

  /** What the machine was warned of before measuring, a sentence each; empty: nothing. */
  default List<String> warnings() {
    return List.of();
  }

  /** The command that measures the same again, for a shell. */
  String rerun();

  /** Whatever another document may have too; empty: nothing. */
  List<Figure> figures();

  /** What has to hold of the document, and whether it does. */
  List<Check> checks();

  /**
   * Differences of a figure between this and the other document of its session, block by block.
   *
   * @return empty: the figure has no blocks
   */
  default Optional<PairedUnits> pairedWith(Reading base, Figure.Key key) {
    return Optional.empty();
  }

  /** All figures as lines of a table, for exports. */
  default List<Row> rows() {
    return Row.of(head().kind(), head().emulated(), figures());
  }

  /** Figures with their raw values, in the form of benchmarks. */
  default List<Benchmark> benchmarks() {
    return Benchmark.of(head().kind(), figures());
  }

  /**
   * Distributions, each made when its turn comes; where none is stored, those of a figure's
   * independent observations.
   */
  default Stream<TaggedHistogram> histograms() {
    return TaggedHistogram.of(head().kind(), figures());
  }
}
