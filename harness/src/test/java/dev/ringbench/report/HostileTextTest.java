// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.compare.CompareReport;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.export.Csv;
import dev.ringbench.export.GithubActionBenchmark;
import dev.ringbench.export.Hlog;
import dev.ringbench.export.JmhResults;
import dev.ringbench.export.OpenMetrics;
import dev.ringbench.files.ContentText;
import dev.ringbench.gate.BudgetFile;
import dev.ringbench.gate.GateReport;
import dev.ringbench.model.VisibleText;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.SensorColours;
import dev.ringbench.render.StillPictures;
import dev.ringbench.section.Chart;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import tools.jackson.databind.node.ObjectNode;

/** A document whose every free text is hostile, through everything that is written of one. */
class HostileTextTest {
  /** A formula, OSC, bidi, markup, a link, ends of cells and of lines, XML's forbidden ones. */
  private static final String HOSTILE =
      "=HYPERLINK(\"http://x\")\u001b]0;owned\u0007\u009b31m\u202e\u2066\u200f\ufeff\uffff"
          + "<script>alert(1)</script>|\\|](javascript:alert(1))`&lt;\r\n# x,\u2028";

  private static final Path RUN =
      Path.of("../results/published/2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
  private static final Path COUNTED =
      Path.of("../results/published/2026-11-26-guest-6.1-deterministic/result.json");

  @TempDir private Path directory;

  private Reading hostile(Path original) throws Exception {
    ObjectNode tree = (ObjectNode) DocumentJson.mapper().readTree(Files.readString(original));
    tree.put("version", HOSTILE);
    ObjectNode environment = (ObjectNode) tree.get("environment");
    ((ObjectNode) environment.get("kernel")).put("release", HOSTILE).put("command_line", HOSTILE);
    ((ObjectNode) environment.get("cpu")).put("model", HOSTILE);
    tree.get("availability")
        .forEach(
            tried -> {
              if (!tried.get("available").asBoolean()) {
                ((ObjectNode) tried).put("reason", HOSTILE).put("remedy", HOSTILE);
              }
            });
    tree.get("floors")
        .forEach(floor -> ((ObjectNode) floor).putNull("value_ns").put("reason", HOSTILE));
    Path file = directory.resolve(original.getParent().getFileName() + ".json");
    Files.writeString(file, DocumentJson.mapper().writeValueAsString(tree));
    return Experiments.read(file);
  }

  @Test
  void nothingThatNobodySeesIsWrittenAnywhere() throws Exception {
    Map<String, String> outputs = new LinkedHashMap<>();
    for (Path original : List.of(RUN, COUNTED)) {
      Reading document = hostile(original);
      String of = original.getParent().getFileName() + " ";
      outputs.put(of + "markdown", MarkdownReport.of(document));
      outputs.put(of + "openmetrics", OpenMetrics.render(document, HOSTILE));
      outputs.put(
          of + "benchmark",
          new GithubActionBenchmark(document, GithubActionBenchmark.Direction.SMALLER_IS_BETTER)
              .render());
      DocumentComparison comparison = DocumentComparison.of(document, document);
      outputs.put(
          of + "compare",
          MarkdownReport.of(HOSTILE, new CompareReport(comparison, true).sections()));
      GateReport gate =
          new GateReport(
              comparison,
              BudgetFile.parse(
                  HOSTILE, "version: 1\nbudgets: [{metric: cost, worse_by_at_most: 5 %}]\n"));
      outputs.put(of + "gate", MarkdownReport.of(HOSTILE, gate.sections()));
      outputs.put(of + "junit", gate.junitXml());
      outputs.put(of + "csv", Csv.render(document));
      String page = new ReportPage(Archive.of(List.of(document.head().file())), HOSTILE).render();
      assertThat(page)
          .doesNotContain("\u001b", "\u202e", "\u2066", "\u200f", "<script>alert", "\uffff");
    }
    outputs.put("jmh", JmhResults.render(hostile(RUN)));
    outputs.put("hlog", ContentText.of(Hlog.content(hostile(RUN))));
    outputs.forEach(
        (what, text) ->
            assertThat(
                    text.codePoints().filter(c -> !VisibleText.isVisible(c) && c != '\n').boxed())
                .as(what)
                .isEmpty());
    outputs.forEach(
        (what, text) -> {
          if (what.endsWith("junit")) {
            assertThat(parsed(text)).isEqualTo("testsuites");
          } else if (!what.endsWith("csv")
              && !what.endsWith("benchmark")
              && !what.equals("jmh")
              && !what.equals("hlog")) {
            assertThat(text.lines()).as(what).noneMatch(line -> line.startsWith("# x"));
          }
          if (what.endsWith("csv")) {
            assertThat(text).contains("'=HYPERLINK").doesNotContain(",=", ",\"=", "\n=");
          } else if (what.endsWith("markdown")
              || what.endsWith("compare")
              || what.endsWith("gate")) {
            assertThat(text).doesNotContain("<script>", "](javascript");
          }
        });
  }

  private static String parsed(String xml) {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      return factory
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(xml)))
          .getDocumentElement()
          .getTagName();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aPictureIsXmlWhateverItsTextsAre() throws Exception {
    Chart chart =
        new Chart(
            "x",
            HOSTILE,
            "intervals",
            Map.of(
                "axis",
                HOSTILE,
                "unit",
                "ns",
                "log",
                false,
                "rows",
                List.of(HOSTILE),
                "series",
                List.of(Map.of("name", HOSTILE, "points", List.of()))),
            List.of(),
            List.of(),
            List.of());
    assertThat(parsed(new StillPictures(SensorColours.NONE).svg(chart))).isEqualTo("svg");
  }

  @Test
  void halvesOfPairsBecomeVisibleAndWholePairsStay() {
    assertThat(VisibleText.line("a\ud83d b\ud83d\ude00\tc\r\nd"))
        .isEqualTo("a\ufffd b\ud83d\ude00 c d");
    assertThat(VisibleText.lines("a\tb\r\nc\u0000")).isEqualTo("a\tb\nc\ufffd");
    assertThat(VisibleText.line("gr\u00fc\u00dfe, \u4f60\u597d, \u0645\u0631\u062d\u0628\u0627"))
        .isEqualTo("gr\u00fc\u00dfe, \u4f60\u597d, \u0645\u0631\u062d\u0628\u0627");
  }
}
