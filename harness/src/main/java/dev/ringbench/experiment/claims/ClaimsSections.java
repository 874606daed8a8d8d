// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.claims;

import dev.ringbench.document.Head;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Section.Reason;
import dev.ringbench.section.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tables on published claims. */
final class ClaimsSections {
  private static final int MOST_OF_A_LINE = 66;

  private final Head head;
  private final ClaimsDocument document;

  ClaimsSections(Head head, ClaimsDocument document) {
    this.head = head;
    this.document = document;
  }

  List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    sections.add(docket(false));
    document.claims().forEach(claim -> sections.add(claim(claim)));
    sections.add(Section.ofReasons("Not testable here", notTestable()));
    return Section.shown(sections);
  }

  /** A line a claim; {@code brief}: each on a line of a terminal, and no legend. */
  Section docket(boolean brief) {
    List<List<String>> rows =
        document.claims().stream()
            .map(
                claim ->
                    List.of(
                        claim.id(),
                        words(claim.verdict()),
                        brief ? shortened(claim.title()) : claim.title(),
                        claim.source().date()))
            .toList();
    return Section.of(
        "Published claims, " + head.where(),
        Table.of(
            List.of(
                Column.text("claim"),
                Column.text("verdict"),
                Column.text("about"),
                Column.text("published").droppedAs(1)),
            rows),
        rows.isEmpty() || brief ? List.of() : List.of(legend()));
  }

  private static String shortened(String title) {
    if (title.length() <= MOST_OF_A_LINE) {
      return title;
    }
    int end = title.lastIndexOf(' ', MOST_OF_A_LINE - 4);
    return title.substring(0, end > 0 ? end : MOST_OF_A_LINE - 4) + " ...";
  }

  private String legend() {
    return Stream.of(Verdict.values())
            .filter(
                verdict -> document.claims().stream().anyMatch(claim -> claim.verdict() == verdict))
            .map(verdict -> words(verdict) + ": " + verdict.meaning())
            .collect(Collectors.joining("; "))
        + ".";
  }

  private static String words(Verdict verdict) {
    return verdict.toString().replace('_', ' ');
  }

  /** How many claims came out how, a sentence; empty: there is none. */
  Optional<String> counted() {
    Map<Verdict, List<String>> by = new EnumMap<>(Verdict.class);
    document
        .claims()
        .forEach(
            claim -> by.computeIfAbsent(claim.verdict(), key -> new ArrayList<>()).add(claim.id()));
    return by.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "Of "
                + document.claims().size()
                + " published claims: "
                + by.entrySet().stream()
                    .map(
                        of ->
                            of.getValue().size()
                                + " "
                                + words(of.getKey()).toLowerCase(Locale.ROOT)
                                + " ("
                                + String.join(", ", of.getValue())
                                + ")")
                    .collect(Collectors.joining(", "))
                + ".");
  }

  private static Section claim(ClaimResult claim) {
    List<List<String>> rows =
        claim.figures().stream()
            .filter(figure -> figure.value() != null)
            .map(figure -> List.of(figure.name(), figure.shown(), emulated(figure) + figure.text()))
            .toList();
    List<String> lead = new ArrayList<>();
    lead.add("Claimed: " + claim.says());
    lead.add(
        "Source: "
            + claim.source().title()
            + ", "
            + claim.source().date()
            + (claim.source().address() == null ? "" : ", " + claim.source().address())
            + ". Conditions: "
            + claim.conditions());
    lead.add("Confirmed if: " + claim.confirmedIf() + " Refuted if: " + claim.refutedIf());
    List<String> below = new ArrayList<>();
    below.add(claim.sentence());
    if (claim.notes() != null) {
      below.add(claim.notes());
    }
    for (StepResult step : claim.steps()) {
      below.add(
          "Measured by `ringbench "
              + String.join(" ", step.command())
              + "`"
              + (step.document() == null ? "" : ": " + step.document())
              + (step.reason() == null ? "" : " (" + step.reason() + ")"));
    }
    return Section.of(
            claim.id() + " " + words(claim.verdict()) + ": " + claim.title(),
            Table.of(
                List.of(
                    Column.text("figure"),
                    Column.text("value [interval]"),
                    Column.text("from").droppedAs(1)),
                rows),
            below)
        .led(lead);
  }

  private static String emulated(FigureResult figure) {
    return figure.emulated() ? "EMULATED " : "";
  }

  private List<Reason> notTestable() {
    return document.claims().stream()
        .filter(claim -> claim.verdict() == Verdict.NOT_TESTABLE_HERE)
        .map(claim -> new Reason(claim.id() + " " + claim.title(), claim.sentence()))
        .toList();
  }
}
