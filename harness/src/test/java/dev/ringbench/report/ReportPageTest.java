// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ringbench.cli.RingbenchCommand;
import dev.ringbench.document.DocumentJson;
import dev.ringbench.document.Experiments;
import dev.ringbench.figure.Metric;
import dev.ringbench.trend.StoredRun;
import dev.ringbench.trend.TrendFilter;
import dev.ringbench.trend.TrendPage;
import dev.ringbench.trend.TrendPoint;
import dev.ringbench.trend.TrendRow;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;

/** The page of all published documents, in a browser. */
@Tag("browser")
class ReportPageTest {
  private static final long MOST_BYTES = 3 << 20;
  private static final int MOST_PAGES = 25;
  private static final String DRAW_ALL =
      "new Promise(done => { document.querySelectorAll('details').forEach(d => { d.open = true; });"
          + " window.dispatchEvent(new Event('beforeprint'));"
          + " window.dispatchEvent(new Event('afterprint')); setTimeout(done, 50); })";

  @TempDir private static Path directory;

  private static Path page;
  private static Chromium chromium;
  private static String opened;

  static List<Path> published() {
    try (Stream<Path> files = Files.walk(Path.of("../results/published"))) {
      return files.filter(file -> file.toString().endsWith(".json")).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @BeforeAll
  static void renderAndOpen() throws IOException {
    page = directory.resolve("report.html");
    Files.writeString(page, new ReportPage(Archive.of(published()), "test").render());
    if (Chromium.program().isPresent()) {
      chromium = new Chromium(directory.resolve("profile"));
    }
  }

  @AfterAll
  static void close() {
    if (chromium != null) {
      chromium.close();
    }
  }

  /** Opening and drawing it takes seconds: a page that is open as it is asked for stays. */
  private static void open(int width, boolean dark) {
    assumeTrue(chromium != null, "Chromium is not installed");
    String wanted = width + (dark ? " dark" : " light");
    if (!wanted.equals(opened)) {
      opened = wanted;
      chromium.open(page, width, 900, dark);
      chromium.evaluate(DRAW_ALL);
    }
  }

  @Test
  void theFileIsSmallEnoughToPassOn() throws IOException {
    assertThat(Files.size(page)).isLessThan(MOST_BYTES);
  }

  /** A cell is told about by the row of the table beside it that has the same place. */
  @Test
  void aMatrixHasARowOfItsTableForEachCell() {
    open(1600, false);
    String cells =
        "Array.from(document.querySelectorAll('figure[data-chart]'))"
            + ".map(f => [f, JSON.parse(f.querySelector('script').textContent).cells])"
            + ".filter(each => each[1])";
    assertThat(chromium.evaluate(cells + ".length").asInt()).isGreaterThan(2);
    assertThat(
            chromium
                .evaluate(
                    cells
                        + ".filter(each => each[1].length"
                        + " !== each[0].querySelectorAll('tbody tr').length)"
                        + ".map(each => each[0].id).join()")
                .asString())
        .isEmpty();
  }

  @Test
  void everyChartIsDrawnWithoutAComplaintOrARequest() {
    open(1600, false);
    assertThat(chromium.evaluate("document.querySelectorAll('figure[data-chart]').length").asInt())
        .isGreaterThan(20);
    assertThat(
            chromium
                .evaluate(
                    "Array.from(document.querySelectorAll('figure[data-chart]')).filter(f =>"
                        + " f.querySelectorAll('.plot svg path, .plot svg circle, .plot svg rect')"
                        + ".length < 5).map(f => f.id).join()")
                .asString())
        .isEmpty();
    assertThat(chromium.errors()).isEmpty();
    assertThat(chromium.requests())
        .allMatch(address -> address.equals(page.toUri().toString()) || address.equals("data:,"));
  }

  @Test
  void aSeriesIsTakenAwayAndPutBackByKeyboard() {
    open(1600, false);
    String marks =
        "document.querySelector('figure[data-chart] .plot').querySelectorAll('circle, path').length";
    int before = chromium.evaluate(marks).asInt();
    chromium.evaluate(
        "Array.from(document.querySelectorAll('figure[data-chart] fieldset label')).find(l =>"
            + " l.textContent === 'kernel, verified code').querySelector('input').focus()");
    chromium.press(" ", 32);
    int without = chromium.evaluate(marks).asInt();
    assertThat(without).isLessThan(before);
    chromium.press(" ", 32);
    assertThat(chromium.evaluate(marks).asInt()).isEqualTo(before);
  }

  @Test
  void everyChartHasItsDataAsATableAndALinkToTheCommandThatRerunsIt() {
    open(1600, false);
    assertThat(
            chromium
                .evaluate(
                    "Array.from(document.querySelectorAll('figure[data-chart]')).filter(f => {"
                        + " const from = f.querySelector('.from a');"
                        + " const part = from ? document.querySelector(from.getAttribute('href'))"
                        + " : f.closest('details.document, section');"
                        + " const pre = part.querySelector('pre');"
                        + " return f.querySelectorAll('tbody tr').length === 0 || !pre ||"
                        + " !pre.textContent.startsWith('./ringbench'); }).map(f => f.id).join()")
                .asString())
        .isEmpty();
    // Once a document, and no more.
    assertThat(
            chromium
                .evaluate(
                    "document.querySelectorAll('details.document').length"
                        + " - document.querySelectorAll('details.document pre').length")
                .asInt())
        .isZero();
  }

  @Test
  void theVerdictComesFirstAndSaysWhereItsFiguresAreFrom() {
    open(1600, false);
    assertThat(chromium.evaluate("document.querySelector('main > section').id").asString())
        .isEqualTo("verdict");
    assertThat(
            chromium
                .evaluate(
                    "Array.from(document.querySelectorAll('#verdict td')).filter(cell =>"
                        + " !cell.textContent.includes('not measured')"
                        + " && !document.querySelector(cell.querySelector('a').getAttribute('href')))"
                        + ".length")
                .asInt())
        .isZero();
    assertThat(chromium.evaluate("document.querySelectorAll('#verdict tbody tr').length").asInt())
        .isEqualTo(5);
    assertThat(
            chromium.evaluate("document.querySelector('#verdict + section figure').id").asString())
        .isEqualTo("added-open-1");
  }

  private static final String COLUMN =
      "Array.from(document.querySelector('#cost .section table').tBodies).flatMap(body =>"
          + " Array.from(body.rows)).filter(row => !row.querySelector('.group'))"
          + ".map(row => row.cells[COLUMN].textContent)";

  @Test
  void aTableIsSortedByKeyboardUpDownAndAsItWas() {
    open(1600, false);
    String sensors = COLUMN.replace("COLUMN", "0");
    String before = chromium.evaluate(sensors + ".join()").asString();
    chromium.evaluate("document.querySelector('#cost .section table thead button').focus()");
    String sorted = "document.querySelector('#cost .section table th').getAttribute('aria-sort')";
    assertThat(chromium.evaluate(sorted).asString()).isEqualTo("none");
    chromium.press(" ", 32);
    assertThat(chromium.evaluate(sorted).asString()).isEqualTo("ascending");
    String inOrder = ".slice().sort((a, b) => a.localeCompare(b, 'en', { numeric: true })).join()";
    assertThat(chromium.evaluate(sensors + ".join()").asString())
        .isEqualTo(chromium.evaluate(sensors + inOrder).asString())
        .isNotEqualTo(before);
    chromium.press(" ", 32);
    assertThat(chromium.evaluate(sorted).asString()).isEqualTo("descending");
    chromium.press(" ", 32);
    assertThat(chromium.evaluate(sorted).asString()).isEqualTo("none");
    assertThat(chromium.evaluate(sensors + ".join()").asString()).isEqualTo(before);
  }

  /** 9 us are more than 800 ns. */
  @Test
  void figuresAreSortedByWhatTheyAreAndNotByTheirDigits() {
    open(1600, false);
    String ns =
        "(text => { const found = /^([-+][\\d,.]+).* (ns|\u00b5s)/.exec(text); return found ?"
            + " Number(found[1].replace(/,/g, '')) * (found[2] === 'ns' ? 1 : 1000) : null; })";
    String button = "document.querySelectorAll('#cost .section table thead button')[2]";
    chromium.evaluate(button + ".click()");
    JsonNode values =
        chromium.evaluate(
            COLUMN.replace("COLUMN", "2") + ".map(" + ns + ").filter(ns => ns !== null)");
    chromium.evaluate(button + ".click(); " + button + ".click()");
    List<Double> sorted = new ArrayList<>();
    values.forEach(value -> sorted.add(value.asDouble()));
    assertThat(sorted).hasSizeGreaterThan(10).isSorted();
    assertThat(sorted.get(sorted.size() - 1)).isGreaterThan(10_000);
  }

  @Test
  void aSensorHasAPlaceThatItsNameInTablesLinksTo() {
    open(1600, false);
    chromium.evaluate(
        "document.querySelectorAll('details').forEach(each => { each.open = false; })");
    try {
      chromium.evaluate(
          "new Promise(done => { window.addEventListener('hashchange', () => setTimeout(done, 20),"
              + " { once: true }); window.location.hash = 'sensor-seccomp-notify'; })");
      assertThat(
              chromium
                  .evaluate(
                      "Array.from(document.querySelectorAll('details[open]')).map(d => d.id).join()")
                  .asString())
          .isEqualTo("sensor-seccomp-notify");
      assertThat(
              chromium
                  .evaluate("document.getElementById('sensor-seccomp-notify').textContent")
                  .asString())
          .contains("user mode, asked", "F01", "added, median", "Charts that show it");
      assertThat(
              chromium
                  .evaluate(
                      "Array.from(document.querySelectorAll('td a, th a')).filter(a =>"
                          + " !document.querySelector(a.getAttribute('href'))).length")
                  .asInt())
          .isZero();
      assertThat(
              chromium
                  .evaluate("document.querySelectorAll('#cost th a[href^=\"#sensor-\"]').length")
                  .asInt())
          .isGreaterThan(20);
    } finally {
      opened = null;
    }
  }

  @Test
  void aCommandIsCopiedWhereThereIsNoClipboard() {
    open(1600, false);
    try {
      chromium.evaluate(
          "Object.defineProperty(navigator, 'clipboard', { value: undefined, configurable: true });"
              + " document.execCommand = command => { window.copied = command + ' '"
              + " + document.activeElement.value; return true; };"
              + " document.querySelector('button[data-copy]').click()");
      assertThat(chromium.evaluate("window.copied").asString()).startsWith("copy ./ringbench ");
      assertThat(
              chromium
                  .evaluate("document.querySelector('button[data-copy]').textContent")
                  .asString())
          .isEqualTo("copied");
      assertThat(chromium.evaluate("document.querySelectorAll('textarea').length").asInt())
          .isZero();
    } finally {
      opened = null;
    }
  }

  @Test
  void aChartIsSavedAsSvgAndAsPng() {
    open(1600, false);
    String saved =
        "new Promise(done => { URL.createObjectURL = blob => { blob.arrayBuffer().then(bytes =>"
            + " done(blob.type + ' ' + new TextDecoder('latin1').decode(bytes.slice(0, 400))));"
            + " return '#'; }; document.querySelectorAll('#added .save button')[WHICH].click(); })";
    try {
      assertThat(chromium.evaluate(saved.replace("WHICH", "0")).asString())
          .startsWith("image/svg+xml <svg");
      assertThat(chromium.evaluate(saved.replace("WHICH", "1")).asString())
          .startsWith("image/png ")
          .contains("PNG");
    } finally {
      opened = null;
    }
  }

  @Test
  void noLabelOfAChartIsCutAndOneUnitStandsForMicroseconds() {
    open(1600, false);
    assertThat(
            chromium
                .evaluate(
                    "Array.from(document.querySelectorAll('.plot svg text')).filter(text =>"
                        + " /\\.\\.\\.$|\u2026/.test(text.textContent)).length")
                .asInt())
        .isZero();
    assertThat(
            chromium
                .evaluate(
                    "(document.querySelector('main').textContent.match(/\\d us\\b/g) || []).length")
                .asInt())
        .isZero();
  }

  @Test
  void marksHaveContrastOnWhiteAndOnBlack() {
    open(1600, false);
    String least =
        "(() => { const linear = c => c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);"
            + " const light = hex => [1, 3, 5].map(i => linear(parseInt(hex.slice(i, i + 2), 16) / 255))"
            + ".reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);"
            + " const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);"
            + " const names = Object.keys(JSON.parse(document.getElementById('colours').textContent))"
            + ".concat(['a', 'b']); return Math.min(...names.flatMap((name, i) => [[false, '#ffffff'],"
            + " [true, '#1b1b1b']].map(on => ratio(light(ringbenchCharts.colour(name, i,"
            + " { dark: on[0] })), light(on[1]))))); })()";
    assertThat(chromium.evaluate(least).asDouble()).isGreaterThanOrEqualTo(3);
  }

  @Test
  void nothingIsWiderThanANarrowScreenOrAWideOne() {
    for (int width : new int[] {400, 1600}) {
      for (boolean dark : new boolean[] {false, true}) {
        open(width, dark);
        assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt())
            .as("at " + width)
            .isLessThanOrEqualTo(width);
      }
    }
  }

  @Test
  void everyControlHasANameForAScreenReader() {
    open(1600, false);
    assertThat(
            chromium
                .evaluate(
                    "Array.from(document.querySelectorAll('input, button, [role=img], [role=group],"
                        + " summary, a')).filter(e => !(e.textContent.trim() ||"
                        + " e.getAttribute('aria-label') || (e.labels && e.labels.length &&"
                        + " e.labels[0].textContent.trim()))).length")
                .asInt())
        .isZero();
    assertThat(chromium.evaluate("document.documentElement.lang").asString()).isEqualTo("en");
  }

  @Test
  void markupInNamesStaysText() throws IOException {
    String evil = "<img src=x onerror=document.title=1></script><script>document.title=2</script>";
    Path file = directory.resolve("evil.json");
    Files.writeString(
        file,
        Files.readString(
                Path.of("../results/published/2026-11-23-kvm-amd-epyc-2cpu-quick/result.json"))
            .replace("\"bpf-tracepoint\"", DocumentJson.mapper().writeValueAsString(evil))
            .replace("\"AMD EPYC\"", DocumentJson.mapper().writeValueAsString(evil)));
    String html = new ReportPage(Archive.of(List.of(file)), "test").render();
    assertThat(html).contains("&lt;img src").doesNotContain("<img src=x");
    assumeTrue(chromium != null, "Chromium is not installed");
    Path evilPage = Files.writeString(directory.resolve("evil.html"), html);
    opened = null;
    chromium.open(evilPage, 1600, 900, false);
    chromium.evaluate(DRAW_ALL);
    chromium.evaluate(
        "document.querySelectorAll('.plot svg circle').forEach(c => c.dispatchEvent(new MouseEvent("
            + "'mousemove', {bubbles: true, clientX: 1, clientY: 1})))");
    assertThat(chromium.evaluate("document.title").asString()).startsWith("What security sensors");
    assertThat(chromium.errors()).isEmpty();
  }

  @Test
  void aDamagedDocumentIsNamedAndTheOthersAreShown() throws IOException {
    Path damaged = Files.writeString(directory.resolve("half.json"), "{\"schema_version\": 2, ");
    Archive archive = Archive.of(List.of(damaged, published().get(0)));
    assertThat(archive.damaged()).singleElement().asString().contains("half.json");
    assertThat(new ReportPage(archive, "test").render())
        .contains("Not read: ")
        .contains("half.json");
  }

  @Test
  void ofManyDocumentsTheNewestAreWholeAndAllAreInTheirSeries() throws IOException {
    String json =
        Files.readString(
            Path.of("../results/published/2026-11-26-guest-6.1-deterministic/result.json"));
    List<Path> files = new java.util.ArrayList<>();
    for (int day = 1; day <= 20; day++) {
      Path file = directory.resolve("day-" + day + ".json");
      String time = "\"started_at\":\"2026-10-%02dT00:00:00Z\"".formatted(day);
      Files.writeString(file, json.replaceFirst("\"started_at\":\"[^\"]*\"", time));
      files.add(file);
    }
    Archive archive = Archive.of(files);
    assertThat(archive.whole())
        .singleElement()
        .satisfies(shown -> assertThat(shown.document().head().startedAt()).contains("10-20"));
    assertThat(new ReportPage(archive, "test").render())
        .contains("Over time: run (added_instructions_p50)")
        .contains("20 documents");
  }

  @Test
  void picturesOfTheMarkdownReportAreWholeSvg() throws Exception {
    // One of each kind of chart.
    List<Path> few =
        published().stream()
            .filter(
                file -> file.toString().matches(".*(capacity|faults|replay|rules/result)\\.json"))
            .toList();
    Map<String, String> pictures = new MarkdownPages(Archive.of(few)).files();
    String markdown = pictures.remove(MarkdownPages.REPORT);
    assertThat(pictures).hasSizeGreaterThan(10);
    for (Map.Entry<String, String> picture : pictures.entrySet()) {
      assertThat(markdown).contains("](" + picture.getKey() + ")");
      var svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(picture.getValue())));
      assertThat(svg.getElementsByTagName("path").getLength()).as(picture.getKey()).isPositive();
    }
  }

  @Test
  void onPaperItIsShortAndSaysWhatIsLeftOut() {
    assumeTrue(chromium != null, "Chromium is not installed");
    opened = null;
    chromium.open(page, 1600, 900, false);
    String pdf =
        new String(
            Base64.getDecoder()
                .decode(
                    chromium
                        .call("Page.printToPDF", Map.of("printBackground", true))
                        .get("data")
                        .asString()),
            StandardCharsets.ISO_8859_1);
    assertThat(Pattern.compile("/Type\\s*/Page\\b").matcher(pdf).results().count())
        .isBetween(3L, (long) MOST_PAGES);
    chromium.setPaper(true);
    try {
      assertThat(chromium.evaluate("document.querySelector('.paper').innerText").asString())
          .contains(" documents")
          .contains(" sensors");
      assertThat(
              chromium
                  .evaluate(
                      "Array.from(document.querySelectorAll('details:not([open])')).filter(each =>"
                          + " each.getClientRects().length > 0).length")
                  .asInt())
          .isZero();
    } finally {
      chromium.setPaper(false);
    }
  }

  /** The boxes that switch series are the keys of their colours, too. */
  @Test
  void onPaperChartsFitAndHaveTheKeysOfWhatIsDrawn() {
    open(1600, false);
    String drawn = "Array.from(document.querySelectorAll('figure .plot svg'))";
    String visible = ".filter(each => each.getClientRects().length > 0).length";
    chromium.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    chromium.setPaper(true);
    try {
      assertThat(chromium.evaluate(drawn + ".length").asInt()).isPositive();
      assertThat(
              chromium.evaluate("Math.max(..." + drawn + ".map(svg => svg.clientWidth))").asInt())
          .isLessThanOrEqualTo(680);
      assertThat(
              chromium
                  .evaluate(
                      "Array.from(document.querySelectorAll('fieldset input, .controls button'))"
                          + visible)
                  .asInt())
          .isZero();
      assertThat(
              chromium
                  .evaluate(
                      "Array.from(document.querySelectorAll('fieldset label'))"
                          + visible
                          + " - document.querySelectorAll('fieldset input:checked').length")
                  .asInt())
          .isZero();
      assertThat(
              chromium
                  .evaluate("Array.from(document.querySelectorAll('fieldset .key'))" + visible)
                  .asInt())
          .isPositive();
    } finally {
      chromium.setPaper(false);
      chromium.evaluate("window.dispatchEvent(new Event('afterprint'))");
    }
  }

  @Test
  void theCommandsThatRerunItAreCommands() {
    for (Path file : published()) {
      String command = Experiments.read(file).rerun();
      assertThat(command).startsWith("./ringbench ");
      RingbenchCommand.commandLine()
          .parseArgs(command.substring("./ringbench ".length()).split(" ", -1));
    }
  }

  @Test
  void aHistogramThatIsNoneIsNamedAndTheRestIsShown() throws IOException {
    Path file = directory.resolve("no-histogram.json");
    Files.writeString(
        file,
        Files.readString(
                Path.of("../results/published/2026-11-23-kvm-amd-epyc-2cpu-quick/result.json"))
            .replaceFirst("\"encoded\":\"HIST", "\"encoded\":\"TSIH"));
    Archive archive = Archive.of(List.of(file, published().get(1)));
    assertThat(new ReportPage(archive, "test").render()).contains("no-histogram.json");
    assertThat(archive.damaged()).singleElement().asString().contains("no-histogram.json");
  }

  /**
   * Of a machine with markup in its name: one row that changed with the seventh run, one steady.
   */
  private static List<TrendRow> overTime() {
    List<TrendPoint> changed = new ArrayList<>();
    List<TrendPoint> steady = new ArrayList<>();
    for (int day = 0; day < 12; day++) {
      StoredRun run =
          new StoredRun(
              "%064d".formatted(day),
              "run",
              "a <img src=x onerror=alert(1)> machine",
              Instant.parse("2026-11-01T06:00:00Z").plus(day, ChronoUnit.DAYS),
              "0.1.0 (c" + day + ")",
              "c" + day,
              "6.1",
              "run-" + day + ".json");
      double value = day < 6 ? 12_000 + day : 12_600 + day;
      changed.add(new TrendPoint(run, value, value - 50, value + 50));
      steady.add(new TrendPoint(run, 300 + day % 3, 290.0, 310.0));
    }
    return List.of(
        new TrendRow(
            changed.get(0).run().machine(),
            "open seccomp-notify (same-cpu)",
            Metric.ADDED_P50,
            changed,
            List.of(new TrendRow.Change(6, 12_002.5, 12_608.5, 1e-5, 6)),
            0),
        new TrendRow(
            changed.get(0).run().machine(),
            "open bpf-tracepoint (same-cpu)",
            Metric.ADDED_P50,
            steady,
            List.of(),
            0));
  }

  @Test
  void aTrendIsDrawnWithTheCommitOfItsChange() throws IOException {
    assumeTrue(chromium != null, "Chromium is not installed");
    Path trend = directory.resolve("trend.html");
    TrendFilter filter = new TrendFilter("open", null, null, "it's");
    Files.writeString(trend, new TrendPage(overTime(), "a store", filter, 1e-4, "test").render());
    opened = null;
    chromium.open(trend, 400, 900, false);
    chromium.evaluate(DRAW_ALL);
    assertThat(
            chromium
                .evaluate(
                    "Array.from(document.querySelectorAll('figure[data-chart]')).filter(f =>"
                        + " f.querySelectorAll('.plot svg path').length >= 12).length")
                .asInt())
        .isEqualTo(2);
    assertThat(chromium.evaluate("document.querySelector('.answer').textContent").asString())
        .contains("1 of 2 rows changed")
        .contains("commit c6 after c5");
    assertThat(chromium.evaluate("document.body.textContent").asString())
        .contains(
            "./ringbench trend --all --store 'a store' --row open --machine 'it'\\''s' --p-value 0.0001");
    assertThat(chromium.evaluate("document.images.length").asInt()).isZero();
    assertThat(chromium.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(400);
    assertThat(chromium.errors()).isEmpty();
  }
}
