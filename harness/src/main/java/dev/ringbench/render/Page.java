// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import com.samskivert.mustache.Mustache;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One HTML file that needs nothing else: no network, no other file. All texts are escaped by the
 * template; charts are drawn in the reader's browser by Apache ECharts, which is inlined.
 *
 * @param answers the first screen, a sentence each
 * @param missing what would be there and is not
 */
public record Page(
    String title,
    String subtitle,
    List<String> answers,
    List<String> missing,
    List<Part> parts,
    String footer) {
  /** Defensive copies. */
  public Page {
    answers = List.copyOf(answers);
    missing = List.copyOf(missing);
    parts = List.copyOf(parts);
  }

  /**
   * A chapter.
   *
   * @param id unique in the page: letters, digits and hyphens
   * @param rerun command that makes it again; null: there is none
   */
  public record Part(
      String id, String title, List<Chart> charts, List<Section> sections, String rerun) {
    /** Defensive copies. */
    public Part {
      charts = List.copyOf(charts);
      sections = List.copyOf(sections);
    }

    private Map<String, Object> shown() {
      Map<String, Object> part = new LinkedHashMap<>();
      part.put("id", id);
      part.put("title", title);
      part.put("rerun", rerun == null ? "" : rerun);
      part.put("rerunId", id + "-rerun");
      part.put("hasRerun", rerun != null);
      part.put("charts", charts.stream().map(Page::chart).toList());
      part.put("sections", sections.stream().map(Page::section).toList());
      return part;
    }
  }

  /** The file's text. */
  public String render() {
    Map<String, Object> texts = new LinkedHashMap<>();
    texts.put("title", title);
    texts.put("subtitle", subtitle);
    texts.put("answers", answers);
    texts.put("missing", missing);
    texts.put("parts", parts.stream().map(Part::shown).toList());
    texts.put("footer", footer);
    Map<String, Object> page = new LinkedHashMap<>();
    texts.forEach((name, text) -> page.put(name, Shown.of(text)));
    page.put("css", Assets.text("page.css"));
    page.put("echarts", Assets.echarts());
    page.put("chartsScript", Assets.text("charts.js"));
    page.put("pageScript", Assets.text("page.js"));
    return Mustache.compiler().compile(Assets.text("page.mustache")).execute(page);
  }

  private static Map<String, Object> chart(Chart chart) {
    Map<String, Object> drawn = new LinkedHashMap<>();
    drawn.put("id", chart.id());
    drawn.put("title", chart.title());
    drawn.put("captions", chart.captions());
    drawn.put("header", chart.header());
    drawn.put("rows", chart.rows());
    drawn.put("json", ChartJson.of(chart));
    return drawn;
  }

  private static Map<String, Object> section(Section section) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("title", section.title());
    shown.put("lead", section.lead());
    shown.put("header", section.table().columns().stream().map(Column::title).toList());
    shown.put("groups", section.table().groups().stream().map(g -> group(section, g)).toList());
    List<String> sentences = new ArrayList<>(section.sentences());
    section.reasons().forEach(reason -> sentences.add(reason.toString()));
    shown.put("sentences", sentences);
    shown.put("hasRows", !section.table().isEmpty());
    shown.put("hasSentences", !sentences.isEmpty());
    return shown;
  }

  private static Map<String, Object> group(Section section, Table.Group group) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("hasTitle", group.title() != null);
    shown.put("title", group.title() == null ? "" : group.title());
    shown.put("span", section.table().columns().size());
    shown.put("rows", group.rows());
    return shown;
  }
}
