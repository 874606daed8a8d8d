// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ringbench.compare.CompareReport;
import dev.ringbench.compare.DocumentComparison;
import dev.ringbench.document.Experiments;
import dev.ringbench.document.Reading;
import dev.ringbench.export.Csv;
import dev.ringbench.export.GithubActionBenchmark;
import dev.ringbench.export.Hlog;
import dev.ringbench.export.JmhResults;
import dev.ringbench.export.OpenMetrics;
import dev.ringbench.files.ContentText;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.render.MarkdownReport;
import dev.ringbench.render.Shown;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each JVM iterates immutable maps and sets, and hashes of enums, in an order of its own. What is
 * written must not depend on it, so two more JVMs write the same.
 */
class SameBytesTest {
  private static final Path PUBLISHED = Path.of("../results/published");

  @Test
  void everyOutputOfADocumentIsTheSameInEachJvm() throws Exception {
    Process one = start();
    Process other = start();
    assertThat(output(one)).isEqualTo(output(other)).hasSizeGreaterThan(20);
  }

  /** Two JVMs may agree by chance. */
  @Test
  void aDrawingWithoutAnOrderIsSorted() {
    Map<String, Object> drawing = Map.of("d", 1, "b", 2, "e", 3, "a", 4, "c", 5, "f", 6);
    assertThat(Shown.map(drawing).toString()).isEqualTo("{a=4, b=2, c=5, d=1, e=3, f=6}");
  }

  private static Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx400m",
            "-XX:TieredStopAtLevel=1",
            // Without it, both could have the seed of an archive.
            "-Xshare:off",
            "-cp",
            System.getProperty("java.class.path"),
            SameBytesTest.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static List<String> output(Process process) throws Exception {
    List<String> lines =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .toList();
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  /** A line an output: what it is, and its sum. */
  public static void main(String[] arguments) throws Exception {
    List<Path> files;
    try (Stream<Path> found = Files.walk(PUBLISHED)) {
      files =
          found
              .filter(path -> path.toString().endsWith(".json"))
              .filter(path -> isSmall(path))
              .sorted()
              .toList();
    }
    print("archive", new ReportPage(Archive.of(files), "0.0.0")::render);
    for (Path file : files) {
      Reading document = Experiments.read(file);
      print(file + " markdown", () -> MarkdownReport.of(document));
      print(file + " openmetrics", () -> OpenMetrics.render(document, null));
      for (GithubActionBenchmark.Direction direction : GithubActionBenchmark.Direction.values()) {
        print(
            file + " " + direction, () -> new GithubActionBenchmark(document, direction).render());
      }
      print(
          file + " compare",
          () ->
              MarkdownReport.of(
                  "x",
                  new CompareReport(DocumentComparison.of(document, document), true).sections()));
      print(file + " csv", () -> Csv.render(document));
      print(file + " jmh", () -> JmhResults.render(document));
      print(file + " hlog", () -> ContentText.of(Hlog.content(document)));
    }
  }

  private static boolean isSmall(Path file) {
    try {
      return Files.size(file) < 900_000;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void print(String what, Supplier<String> output) throws Exception {
    String sum;
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(output.get().getBytes(StandardCharsets.UTF_8));
      sum = HexFormat.of().formatHex(digest);
    } catch (RingbenchException e) {
      sum = e.getMessage();
    }
    System.out.println(what + " " + sum);
  }
}
