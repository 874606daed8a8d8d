// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import dev.ringbench.document.PlacementName;
import dev.ringbench.model.Placement;
import dev.ringbench.model.VisibleText;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** A page as its template takes it. */
final class PageHtml {
  private static final Pattern FIRST_WORD = Pattern.compile("[^\\s,(]+");
  private static final Map<String, String> PLACEMENTS = placements();

  private final Page page;

  /** Places of sensors, by what tables call them. */
  private final Map<String, String> anchors = new HashMap<>();

  PageHtml(Page page) {
    this.page = page;
    page.sensors().forEach(sensor -> anchors.put(sensor.id(), sensor.anchor()));
  }

  private static Map<String, String> placements() {
    Map<String, String> names = new HashMap<>();
    for (Placement placement : Placement.values()) {
      names.put(placement.name(), PlacementName.of(placement));
    }
    return Map.copyOf(names);
  }

  String text() {
    List<Page.Part> documents = parts(Page.Part.Kind.DOCUMENT);
    int first = documents.isEmpty() ? page.parts().size() : at(documents.get(0));
    List<Page.Part> chapters = parts(Page.Part.Kind.CHAPTER);
    Map<String, Object> texts = new LinkedHashMap<>();
    texts.put("title", page.title());
    texts.put("subtitle", page.subtitle());
    texts.put("contents", contents(documents, chapters));
    texts.put("verdicts", page.front().verdict() == null ? List.of() : List.of(verdict()));
    texts.put(
        "first",
        page.front().first() == null ? List.of() : List.of(part(page.front().first(), "h3", true)));
    texts.put("answers", page.answers());
    texts.put("hasAnswers", !page.answers().isEmpty());
    texts.put("missing", page.missing());
    texts.put(
        "before", chapters.stream().filter(part -> at(part) < first).map(this::open).toList());
    texts.put("hasDocuments", !documents.isEmpty());
    texts.put(
        "documents",
        documents.stream().map(part -> part(part, "h4", documents.size() == 1)).toList());
    texts.put("hasSensors", !page.sensors().isEmpty());
    texts.put("sensors", page.sensors().stream().map(this::sensor).toList());
    texts.put("after", chapters.stream().filter(part -> at(part) > first).map(this::open).toList());
    texts.put("paper", paper(documents));
    texts.put("footer", page.footer());
    Map<String, Object> all = new LinkedHashMap<>();
    texts.forEach((name, text) -> all.put(name, inMicroseconds(Shown.of(text))));
    all.put("colours", page.colours().json());
    all.put("css", Assets.text("page.css"));
    all.put("echarts", Assets.echarts());
    all.put("chartsScript", Assets.text("charts.js"));
    all.put("pageScript", Assets.text("page.js"));
    return Mustache.compiler()
        .withLoader(name -> new StringReader(Assets.text(name + ".mustache")))
        .compile(Assets.text("page.mustache"))
        .execute(all);
  }

  private List<Page.Part> parts(Page.Part.Kind kind) {
    return page.parts().stream().filter(part -> part.kind() == kind).toList();
  }

  private int at(Page.Part part) {
    return IntStream.range(0, page.parts().size())
        .filter(i -> page.parts().get(i).id().equals(part.id()))
        .findFirst()
        .orElse(-1);
  }

  private Object open(Page.Part part) {
    return part(part, "h3", true);
  }

  private List<Map<String, Object>> contents(List<Page.Part> documents, List<Page.Part> chapters) {
    List<Map<String, Object>> links = new ArrayList<>();
    if (page.front().first() != null) {
      links.add(link(new Page.Link(page.front().first().title(), page.front().first().id())));
    }
    int first = documents.isEmpty() ? page.parts().size() : at(documents.get(0));
    chapters.stream()
        .filter(part -> at(part) < first)
        .forEach(part -> links.add(link(new Page.Link(part.title(), part.id()))));
    if (!documents.isEmpty()) {
      links.add(link(new Page.Link("Each document", "whole")));
    }
    if (!page.sensors().isEmpty()) {
      links.add(link(new Page.Link("Each sensor", "sensors")));
    }
    chapters.stream()
        .filter(part -> at(part) > first)
        .forEach(part -> links.add(link(new Page.Link(part.title(), part.id()))));
    return links;
  }

  private static Map<String, Object> link(Page.Link link) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("text", link.text());
    shown.put("linked", link.id() != null);
    shown.put("href", link.id() == null ? "" : link.id());
    return shown;
  }

  /** What readers of a print are told. */
  private String paper(List<Page.Part> documents) {
    return "On paper, closed parts are left out: tables"
        + (documents.size() < 2 ? "" : ", the sections of " + documents.size() + " documents")
        + (page.sensors().isEmpty() ? "" : ", the places of " + page.sensors().size() + " sensors")
        + ". What is open when the page is printed is printed.";
  }

  private Map<String, Object> verdict() {
    Page.Verdict verdict = page.front().verdict();
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("columns", verdict.columns());
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Page.VerdictRow row : verdict.rows()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("place", row.place());
      line.put("meaning", row.meaning());
      List<Map<String, Object>> cells = new ArrayList<>();
      for (int i = 0; i < row.cells().size(); i++) {
        Page.VerdictText text = row.cells().get(i);
        Map<String, Object> cell = new LinkedHashMap<>();
        cell.put("column", verdict.columns().get(i));
        cell.put("lines", text.lines());
        cell.put("source", text.source());
        cell.put("measured", !text.source().isEmpty());
        cells.add(cell);
      }
      line.put("cells", cells);
      rows.add(line);
    }
    shown.put("rows", rows);
    shown.put("notes", verdict.notes());
    shown.put("sources", verdict.sources().stream().map(PageHtml::link).toList());
    return shown;
  }

  private Map<String, Object> part(Page.Part part, String heading, boolean open) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("id", part.id());
    shown.put("title", part.title());
    shown.put("open", open);
    shown.put("lead", part.lead());
    shown.put("rerun", part.rerun() == null ? "" : part.rerun());
    shown.put("rerunId", part.id() + "-rerun");
    shown.put("hasRerun", part.rerun() != null);
    shown.put("heading", heading);
    List<Map<String, Object>> plots = new ArrayList<>();
    for (List<Page.Plot> row : part.plots()) {
      Map<String, Object> line = new LinkedHashMap<>();
      line.put("several", row.size() > 1);
      line.put("plots", row.stream().map(plot -> plot(plot, heading)).toList());
      plots.add(line);
    }
    shown.put("plotRows", plots);
    List<Map<String, Object>> sections = new ArrayList<>();
    boolean first = true;
    for (Section section : part.sections()) {
      sections.add(section(section, heading, first && !section.table().isEmpty()));
      first &= section.table().isEmpty();
    }
    shown.put("sections", sections);
    return shown;
  }

  private Map<String, Object> plot(Page.Plot plot, String heading) {
    Chart chart = plot.chart();
    Map<String, Object> drawn = new LinkedHashMap<>();
    drawn.put("id", chart.id());
    drawn.put("title", chart.title());
    drawn.put("heading", heading);
    drawn.put("captions", chart.captions());
    drawn.put("hasSource", plot.source() != null);
    drawn.put("source", plot.source() == null ? "" : link(plot.source()));
    drawn.put("header", header(chart.header()));
    drawn.put("groups", List.of(group(null, chart.header().size(), chart.rows())));
    drawn.put("json", ChartJson.of(chart));
    return drawn;
  }

  private Map<String, Object> section(Section section, String heading, boolean open) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("title", section.title());
    shown.put("heading", heading);
    shown.put("lead", section.lead());
    List<String> sentences = new ArrayList<>(section.sentences());
    section.reasons().forEach(reason -> sentences.add(reason.toString()));
    shown.put("sentences", sentences);
    shown.put("hasSentences", !sentences.isEmpty());
    shown.put("hasRows", !section.table().isEmpty());
    shown.put("opened", open);
    shown.putAll(table(section.table()));
    return shown;
  }

  private Map<String, Object> table(Table table) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("header", header(table.columns().stream().map(Column::title).toList()));
    shown.put(
        "groups",
        table.groups().stream()
            .map(group -> group(group.title(), table.columns().size(), group.rows()))
            .toList());
    return shown;
  }

  /** A column without a title has no head for a screen reader. */
  private static List<Map<String, Object>> header(List<String> titles) {
    List<Map<String, Object>> header = new ArrayList<>();
    for (String title : titles) {
      Map<String, Object> shown = new LinkedHashMap<>();
      shown.put("named", !title.isBlank());
      shown.put("name", title);
      header.add(shown);
    }
    return header;
  }

  private Map<String, Object> group(String title, int span, List<List<String>> rows) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("hasTitle", title != null);
    shown.put("title", title == null ? "" : PLACEMENTS.getOrDefault(title, title));
    shown.put("span", span);
    shown.put("rows", rows.stream().map(row -> row.stream().map(this::cell).toList()).toList());
    return shown;
  }

  /** Escaped, with a link where it begins with the name of a sensor. */
  private String cell(String text) {
    String shown = VisibleText.lines(PLACEMENTS.getOrDefault(text, text));
    String name = text;
    if (!anchors.containsKey(name)) {
      Matcher first = FIRST_WORD.matcher(text);
      name = first.lookingAt() ? first.group() : "";
    }
    String anchor = anchors.get(name);
    String visible = VisibleText.lines(name);
    return anchor == null || !shown.startsWith(visible)
        ? escaped(shown)
        : "<a href=\"#"
            + escaped(anchor)
            + "\">"
            + escaped(visible)
            + "</a>"
            + escaped(shown.substring(visible.length()));
  }

  private static String escaped(String text) {
    return Escapers.HTML.escape(text);
  }

  private Map<String, Object> sensor(Page.SensorPlace sensor) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("name", sensor.id());
    shown.put("anchor", sensor.anchor());
    shown.put("place", sensor.place());
    shown.put("about", sensor.about());
    shown.put("hasRows", !sensor.figures().isEmpty());
    shown.putAll(table(sensor.figures()));
    shown.put("charts", sensor.charts().stream().map(PageHtml::link).toList());
    shown.put("hasCharts", !sensor.charts().isEmpty());
    return shown;
  }

  private static Object inMicroseconds(Object value) {
    if (value instanceof String text) {
      return Units.micro(text);
    }
    if (value instanceof Map<?, ?> map) {
      Map<Object, Object> shown = new LinkedHashMap<>();
      map.forEach((key, each) -> shown.put(key, inMicroseconds(each)));
      return shown;
    }
    if (value instanceof Collection<?> all) {
      return all.stream().map(PageHtml::inMicroseconds).toList();
    }
    return value;
  }
}
