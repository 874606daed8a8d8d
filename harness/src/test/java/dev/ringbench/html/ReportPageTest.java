// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of all published documents, in a browser. */
class ReportPageTest {
  private static final long MOST_BYTES = 3 << 20;
  private static final String DRAW_ALL =
      "new Promise(done => { window.dispatchEvent(new Event('beforeprint'));"
          + " window.dispatchEvent(new Event('afterprint')); setTimeout(done, 50); })";

  @TempDir private static Path directory;

  private static Path page;
  private static Chromium chromium;

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

  private static void open(int width, boolean dark) {
    assumeTrue(chromium != null, "Chromium is not installed");
    chromium.open(page, width, 900, dark);
    chromium.evaluate(DRAW_ALL);
  }

  @Test
  void theFileIsSmallEnoughToPassOn() throws IOException {
    assertThat(Files.size(page)).isLessThan(MOST_BYTES);
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
    assertThat(chromium.requests()).containsExactly(page.toUri().toString().replace("///", "///"));
  }

  @Test
  void aSeriesIsTakenAwayAndPutBackByKeyboard() {
    open(1600, false);
    String marks =
        "document.querySelector('figure[data-chart] .plot').querySelectorAll('circle, path').length";
    int before = chromium.evaluate(marks).asInt();
    chromium.evaluate(
        "Array.from(document.querySelectorAll('figure[data-chart] fieldset label')).find(l =>"
            + " l.textContent === 'KERNEL_VERIFIED').querySelector('input').focus()");
    chromium.press(" ", 32);
    int without = chromium.evaluate(marks).asInt();
    assertThat(without).isLessThan(before);
    chromium.press(" ", 32);
    assertThat(chromium.evaluate(marks).asInt()).isEqualTo(before);
  }

  @Test
  void everyChartHasItsDataAsATableAndTheCommandThatRerunsIt() {
    open(1600, false);
    assertThat(
            chromium
                .evaluate(
                    "Array.from(document.querySelectorAll('figure[data-chart]')).filter(f =>"
                        + " f.querySelectorAll('tbody tr').length === 0 ||"
                        + " !f.querySelector('code').textContent.startsWith('./ringbench') ||"
                        + " !document.querySelector(f.querySelector('p a').getAttribute('href')))"
                        + ".map(f => f.id).join()")
                .asString())
        .isEmpty();
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
                    "Array.from(document.querySelectorAll('input, button, [role=img], [role=region],"
                        + " summary, a')).filter(e => !(e.textContent.trim() ||"
                        + " e.getAttribute('aria-label') || (e.labels && e.labels.length &&"
                        + " e.labels[0].textContent.trim()))).length")
                .asInt())
        .isZero();
    assertThat(chromium.evaluate("document.documentElement.lang").asString()).isEqualTo("en");
  }
}
