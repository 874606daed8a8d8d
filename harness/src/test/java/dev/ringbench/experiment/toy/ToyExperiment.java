// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.experiment.toy;

import dev.ringbench.check.Check;
import dev.ringbench.document.Answer;
import dev.ringbench.document.Basis;
import dev.ringbench.document.DocumentForm;
import dev.ringbench.document.Experiment;
import dev.ringbench.document.Head;
import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.figure.RowName;
import dev.ringbench.files.InputFile;
import dev.ringbench.model.Environment;
import dev.ringbench.model.Handoff;
import dev.ringbench.model.Placement;
import dev.ringbench.section.Chart;
import dev.ringbench.section.Column;
import dev.ringbench.section.Section;
import dev.ringbench.section.Table;
import dev.ringbench.stats.Observation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A kind of experiment that only tests know: what it takes to add one. */
public final class ToyExperiment implements Experiment {
  private static final DocumentForm<ToyDocument> FORM =
      new DocumentForm<>(
          ToyDocument.class,
          "ringbench toy",
          "toy_schema_version",
          1,
          "ringbench-toy-1.schema.json",
          document -> document.rates().isEmpty() ? "it has no rate" : null);

  /** Its document: rates that a toy sensor took, a load each. */
  public record ToyDocument(
      String generator,
      int toySchemaVersion,
      String version,
      String startedAt,
      Environment environment,
      List<Double> rates) {}

  @Override
  public String id() {
    return "toy";
  }

  @Override
  public DocumentForm<?> form() {
    return FORM;
  }

  @Override
  public Reading read(InputFile input) {
    return new ToyReading(input.path(), FORM.read(input));
  }

  private record ToyReading(Path file, ToyDocument document) implements Reading {
    @Override
    public Head head() {
      return new Head(
          file,
          "toy",
          document.version(),
          document.startedAt(),
          null,
          document.environment(),
          Head.Clock.TIMED,
          null);
    }

    @Override
    public Basis basis() {
      return Basis.of(head());
    }

    @Override
    public String title() {
      return "What a toy takes";
    }

    @Override
    public String chapter() {
      return "Toys";
    }

    @Override
    public List<Section> sections() {
      return List.of(
          Section.of(
              "Rates of the toy",
              Table.of(
                  List.of(Column.text("load"), Column.number("events/s")),
                  document.rates().stream()
                      .map(rate -> List.of("load", String.format(Locale.ROOT, "%,.0f", rate)))
                      .toList())));
    }

    @Override
    public List<Chart> charts(String prefix) {
      return List.of(
          new Chart(
              prefix + "-toy",
              "The toy's loads",
              "matrix",
              Map.of("rows", List.of(), "columns", List.of(), "cells", List.of()),
              List.of(),
              List.of("load"),
              List.of(List.of("one"))));
    }

    @Override
    public List<Answer> answers() {
      return List.of(
          new Answer(Answer.Question.LOAD, 1, List.of(1L), "A toy takes what toys take."));
    }

    @Override
    public String rerun() {
      return "./ringbench toy";
    }

    @Override
    public List<Figure> figures() {
      List<Observation> loads = new ArrayList<>();
      document.rates().forEach(rate -> loads.add(new Observation(loads.size(), 0, rate)));
      double least = document.rates().stream().min(Double::compare).orElseThrow();
      double most = document.rates().stream().max(Double::compare).orElseThrow();
      return List.of(
          new Figure(
              new RowName("open toy", "toy", Placement.USER_ASYNC, null, Handoff.NONE, ""),
              Metric.CAPACITY,
              (least + most) / 2,
              least,
              most,
              loads,
              null,
              null));
    }

    @Override
    public List<Check> checks() {
      return List.of(Check.ok("rates", document.rates().size() + " loads"));
    }
  }
}
