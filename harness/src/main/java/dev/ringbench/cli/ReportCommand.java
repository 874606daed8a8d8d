// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.cli;

import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.files.AtomicFile;
import dev.ringbench.files.OutputFile;
import dev.ringbench.files.Outputs;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.report.Archive;
import dev.ringbench.report.MarkdownPages;
import dev.ringbench.report.ReportPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Stored documents, shown again. */
@Command(
    name = "report",
    description = {
      "Makes a report of documents: of one as text, of any number as a page.",
      "It needs the documents, and not the machine that measured them."
    },
    footer = {
      "",
      "Examples:",
      "  ringbench report result.json",
      "  ringbench report result.json capacity.json faults.json --html report.html",
      "  ringbench report result.json --pictures report"
    })
final class ReportCommand implements Callable<Integer> {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Documents of any command, or directories that hold some.")
  private List<Path> files;

  @Option(
      names = "--format",
      defaultValue = "text",
      paramLabel = "FORM",
      description = "Form on the screen, of one document: text or markdown. Default: text.")
  private ReportForm format;

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Write one HTML file that needs no network.")
  private Path html;

  @Option(
      names = "--pictures",
      paramLabel = "DIR",
      description = "Write report.md with SVG pictures to this directory.")
  private Path pictures;

  @Option(names = "--brief", description = "Print the first screen alone.")
  private boolean brief;

  @Option(names = "--json", description = "Print the figures of one document as JSON.")
  private boolean json;

  @Mixin private ForceOption force;

  @Override
  public Integer call() {
    files = files.stream().flatMap(path -> documentsIn(path).stream()).toList();
    if (html != null || pictures != null) {
      return pages();
    }
    if (files.size() > 1) {
      throw RingbenchException.badInput(
          files.size() + " documents make a page: give --html FILE, or --pictures DIR.");
    }
    Reading document = Experiments.read(files.get(0));
    if (json) {
      System.out.println(
          DocumentJson.mapper()
              .writerWithDefaultPrettyPrinter()
              .writeValueAsString(document.rows()));
    } else if (format == ReportForm.MARKDOWN) {
      System.out.print(MarkdownReport.of(document));
    } else {
      Terminal.print(brief ? document.firstScreen() : document.report());
    }
    return 0;
  }

  /** The file itself, or the documents in a directory that is of no campaign. */
  private static List<Path> documentsIn(Path path) {
    if (!Files.isDirectory(path)
        || Experiments.all().stream()
            .flatMap(experiment -> experiment.documentIn(path).stream())
            .anyMatch(Files::exists)) {
      return List.of(path);
    }
    try (Stream<Path> found = Files.list(path)) {
      List<Path> documents =
          found
              .filter(file -> file.getFileName().toString().matches(".*\\.json(\\.gz)?"))
              .filter(Files::isRegularFile)
              .sorted()
              .toList();
      return documents.isEmpty() ? List.of(path) : documents;
    } catch (IOException e) {
      return List.of(path); // reading says why
    }
  }

  /** What can be read is reported; what cannot is named, and makes the exit code. */
  private int pages() {
    Outputs outputs = force.reading(files.toArray(Path[]::new));
    OutputFile page = outputs.fileOrNull("--html", html);
    OutputFile markdown =
        pictures == null
            ? null
            : outputs.file(
                "--pictures",
                outputs.directory("--pictures", pictures).resolve(MarkdownPages.REPORT));
    Archive archive = Archive.of(files);
    if (archive.damaged().size() == files.size()) {
      throw RingbenchException.badInput(
          "None of the documents could be read. " + String.join(" ", archive.damaged()));
    }
    if (page != null) {
      page.write(AtomicFile.Content.of(new ReportPage(archive, Version.text()).render()));
      System.out.println("Report: " + html);
    }
    if (markdown != null) {
      write(outputs, markdown, new MarkdownPages(archive).files());
      System.out.println("Report: " + markdown.path());
    }
    archive.damaged().forEach(complaint -> System.err.println("ringbench: " + complaint));
    return archive.damaged().isEmpty() ? 0 : RingbenchException.Kind.BAD_INPUT.exitCode();
  }

  /** The report last, which shows the pictures; and none, when one of them may not be written. */
  private void write(Outputs outputs, OutputFile markdown, Map<String, String> contents) {
    Map<OutputFile, String> checked = new LinkedHashMap<>();
    contents.forEach(
        (name, text) ->
            checked.put(
                name.equals(MarkdownPages.REPORT)
                    ? markdown
                    : outputs.file("--pictures", pictures.resolve(name)),
                text));
    checked.forEach((file, text) -> file.write(AtomicFile.Content.of(text)));
  }
}
