// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.gate;

import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.gate.Gate.Result;
import dev.ringbench.gate.Gate.RowVerdict;
import dev.ringbench.model.VisibleText;
import dev.ringbench.section.Section;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** What a gate found: for people, for a forge's job page, and as JUnit XML for its test list. */
public final class GateReport {
  private static final int MOST_KEPT = 40;

  private final DocumentComparison comparison;
  private final List<RowVerdict> verdicts;
  private final List<Budget> budgets;

  /** Checks the comparison; see {@link Gate#check} for what it throws. */
  public GateReport(DocumentComparison comparison, List<Budget> budgets) {
    this.comparison = comparison;
    this.budgets = List.copyOf(budgets);
    this.verdicts = Gate.check(comparison, budgets);
  }

  /** Whether a budget was broken. */
  public boolean failed() {
    return count(Result.BROKEN) > 0;
  }

  private long count(Result result) {
    return verdicts.stream().filter(verdict -> verdict.result() == result).count();
  }

  /** "2 of 31 rows break their budget; 3 could not be decided." */
  public String summary() {
    return String.format(
        Locale.ROOT,
        "%d of %d rows break their budget; %d could not be decided.",
        count(Result.BROKEN),
        verdicts.size(),
        count(Result.UNDECIDED));
  }

  /**
   * A gate for programs: what {@code gate --json} prints.
   *
   * @param failed whether a budget was broken
   * @param notMeasured optional budgets that match no row, a sentence each
   */
  public record Form(boolean failed, List<RowForm> rows, List<String> notMeasured) {
    /** Defensive copies. */
    public Form {
      rows = List.copyOf(rows);
      notMeasured = List.copyOf(notMeasured);
    }
  }

  /**
   * A row against a budget.
   *
   * @param result kept, broken or undecided
   * @param sentence what was found, with figures
   */
  public record RowForm(String budget, String row, String metric, String result, String sentence) {}

  /** What was found, for programs. */
  public Form form() {
    return new Form(
        failed(),
        verdicts.stream()
            .map(
                verdict ->
                    new RowForm(
                        verdict.budget().name(),
                        verdict.key().row(),
                        verdict.key().metric().toString(),
                        verdict.result().name().toLowerCase(Locale.ROOT),
                        verdict.sentence()))
            .toList(),
        withoutRows());
  }

  private String about() {
    return named(comparison.base())
        + " and "
        + named(comparison.next())
        + (comparison.isPaired() ? ", measured in turn." : ", measured apart.")
        + comparison.ofOneFile().map(sentence -> " " + sentence).orElse("");
  }

  private static String named(Reading document) {
    Head head = document.head();
    return head.file().getFileName()
        + " ("
        + head.version()
        + (head.partialReason() == null ? "" : ", PARTIAL: " + head.partialReason())
        + ")";
  }

  /** Broken ones first. */
  public List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(
        Section.of(failed() ? "The gate FAILED" : "The gate holds", List.of(summary(), about())));
    sections.add(Section.of("Broken", sentences(Result.BROKEN)));
    sections.add(Section.of("Not decided", sentences(Result.UNDECIDED)));
    List<String> kept = sentences(Result.KEPT);
    sections.add(
        Section.of(
            "Kept",
            kept.size() <= MOST_KEPT
                ? kept
                : List.of(kept.size() + " rows; `ringbench compare --all` shows them.")));
    sections.add(Section.of("Not measured", withoutRows()));
    sections.add(Section.of("What else differs", comparison.differences()));
    return Section.shown(sections);
  }

  private List<String> withoutRows() {
    return budgets.stream()
        .filter(budget -> verdicts.stream().noneMatch(row -> row.budget().equals(budget)))
        .map(budget -> budget.name() + " is optional and matches no row of either document.")
        .toList();
  }

  private List<String> sentences(Result result) {
    return verdicts.stream()
        .filter(verdict -> verdict.result() == result)
        .map(RowVerdict::sentence)
        .distinct()
        .toList();
  }

  /** A test suite a budget, a test case a row; what could not be decided is skipped. */
  public String junitXml() {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuites");
      xml.writeAttribute("name", "ringbench gate");
      for (Budget budget : verdicts.stream().map(RowVerdict::budget).distinct().toList()) {
        suite(xml, budget);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException("writing to memory", e);
    }
    return text.append('\n').toString();
  }

  private void suite(XMLStreamWriter xml, Budget budget) throws XMLStreamException {
    List<RowVerdict> rows =
        verdicts.stream().filter(verdict -> verdict.budget().equals(budget)).toList();
    xml.writeStartElement("testsuite");
    xml.writeAttribute("name", printable(budget.name()));
    xml.writeAttribute("tests", Integer.toString(rows.size()));
    xml.writeAttribute("failures", Long.toString(count(rows, Result.BROKEN)));
    xml.writeAttribute("errors", "0");
    xml.writeAttribute("skipped", Long.toString(count(rows, Result.UNDECIDED)));
    for (RowVerdict row : rows) {
      xml.writeStartElement("testcase");
      xml.writeAttribute("classname", printable(row.key().metric().toString()));
      xml.writeAttribute("name", printable(row.key().row()));
      if (row.result() != Result.KEPT) {
        xml.writeStartElement(row.result() == Result.BROKEN ? "failure" : "skipped");
        xml.writeAttribute("message", printable(row.sentence()));
        xml.writeEndElement();
      }
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static long count(List<RowVerdict> rows, Result result) {
    return rows.stream().filter(row -> row.result() == result).count();
  }

  /** XML 1.0 has no place for control characters, not even escaped. */
  private static String printable(String text) {
    return VisibleText.line(text);
  }
}
