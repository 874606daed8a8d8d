// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import dev.ringbench.section.Chart;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.List;

/**
 * One HTML file that needs nothing else: no network, no other file. All texts are escaped; charts
 * are drawn in the reader's browser by Apache ECharts, which is inlined.
 *
 * @param front what comes before everything else
 * @param answers the same in sentences
 * @param missing what would be there and is not
 * @param parts chapters; those of documents are behind each other
 * @param sensors a place for each sensor; its name is a link to it in every table
 * @param colours of sensors in charts
 */
public record Page(
    String title,
    String subtitle,
    Front front,
    List<String> answers,
    List<String> missing,
    List<Part> parts,
    List<SensorPlace> sensors,
    SensorColours colours,
    String footer) {
  /** Defensive copies. */
  public Page {
    answers = List.copyOf(answers);
    missing = List.copyOf(missing);
    parts = List.copyOf(parts);
    sensors = List.copyOf(sensors);
  }

  /** A page that begins with sentences and is not of sensors. */
  public Page(
      String title,
      String subtitle,
      List<String> answers,
      List<String> missing,
      List<Part> parts,
      String footer) {
    this(
        title,
        subtitle,
        Front.NONE,
        answers,
        missing,
        parts,
        List.of(),
        SensorColours.NONE,
        footer);
  }

  /**
   * The top of a page.
   *
   * @param verdict the first table; null: there is none
   * @param first what follows it; null: nothing
   */
  public record Front(Verdict verdict, Part first) {
    /** Nothing. */
    public static final Front NONE = new Front(null, null);
  }

  /**
   * A table whose cells have several lines, each cell with its source.
   *
   * @param columns without the first, which names the row
   * @param notes below it
   * @param sources what the numbers of cells mean, from 1 on
   */
  public record Verdict(
      List<String> columns, List<VerdictRow> rows, List<String> notes, List<Link> sources) {
    /** Defensive copies. */
    public Verdict {
      columns = List.copyOf(columns);
      rows = List.copyOf(rows);
      notes = List.copyOf(notes);
      sources = List.copyOf(sources);
    }
  }

  /** A row; {@code place}: name of a placement, whose colour it has. */
  public record VerdictRow(String place, String meaning, List<VerdictText> cells) {
    /** Defensive copy. */
    public VerdictRow {
      cells = List.copyOf(cells);
    }
  }

  /** A cell; {@code source}: a number, or empty where nothing was measured. */
  public record VerdictText(List<String> lines, String source) {
    /** Defensive copy. */
    public VerdictText {
      lines = List.copyOf(lines);
    }
  }

  /** A link inside the page; {@code id} null: the text alone. */
  public record Link(String text, String id) {}

  /** A chart; {@code source}: where its command is; null: in its own part. */
  public record Plot(Chart chart, Link source) {
    /** A chart beside its own command. */
    public static Plot of(Chart chart) {
      return new Plot(chart, null);
    }
  }

  /**
   * A chapter.
   *
   * @param id unique in the page: letters, digits and hyphens
   * @param kind how it is shown
   * @param lead sentences that come first
   * @param plots rows of charts: those of one row are to be compared
   * @param rerun command that makes it again; null: there is none
   */
  public record Part(
      String id,
      String title,
      Kind kind,
      List<String> lead,
      List<List<Plot>> plots,
      List<Section> sections,
      String rerun) {
    /** How a chapter is shown. */
    public enum Kind {
      /** Open. */
      CHAPTER,
      /** One of several documents, closed until a reader opens it. */
      DOCUMENT
    }

    /** Defensive copies. */
    public Part {
      lead = List.copyOf(lead);
      plots = plots.stream().map(List::copyOf).toList();
      sections = List.copyOf(sections);
    }

    /** A chapter whose charts stand below each other. */
    public Part(String id, String title, List<Chart> charts, List<Section> sections, String rerun) {
      this(
          id,
          title,
          Kind.CHAPTER,
          List.of(),
          charts.stream().map(chart -> List.of(Plot.of(chart))).toList(),
          sections,
          rerun);
    }
  }

  /**
   * All that is known of a sensor.
   *
   * @param anchor its id in the page
   * @param place where it decides, in words; empty: unknown
   * @param about sentences
   * @param figures of all documents
   * @param charts that show it
   */
  public record SensorPlace(
      String id,
      String anchor,
      String place,
      List<String> about,
      Table figures,
      List<Link> charts) {
    /** Defensive copies. */
    public SensorPlace {
      about = List.copyOf(about);
      charts = List.copyOf(charts);
    }
  }

  /** The file's text. */
  public String render() {
    return new PageHtml(this).text();
  }
}
