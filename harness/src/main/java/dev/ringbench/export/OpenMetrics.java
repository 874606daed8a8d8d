// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.export;

import dev.ringbench.document.Reading;
import dev.ringbench.figure.Figure;
import dev.ringbench.figure.Metric;
import dev.ringbench.model.RingbenchException;
import dev.ringbench.model.VisibleText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The figures as OpenMetrics text, version 1.0.0: a gauge a metric, its interval in two more.
 *
 * <p>Everything is a gauge and help texts need no escapes, so that the node exporter's textfile
 * collector, which reads Prometheus' older format and takes {@code # UNIT} and {@code # EOF} for
 * comments, reads it too. No sample has a time stamp, which that collector refuses: when the
 * document was measured is a gauge of its own.
 *
 * <p>Each sample has the label {@code document}: that collector drops what two files of its
 * directory both have. The help and type of a family are the same in every document.
 */
public final class OpenMetrics {
  private static final int FINGERPRINT_BYTES = 6;

  private final Reading document;
  private final List<Figure> figures;
  private final String name;
  private final StringBuilder text = new StringBuilder();

  private OpenMetrics(Reading document, List<Figure> figures, String name) {
    this.document = document;
    this.figures = figures;
    this.name = name;
  }

  /**
   * The exposition, ended by {@code # EOF}. A figure without a value has no sample.
   *
   * @param name what tells this document's series from those of others; null: its command and a
   *     fingerprint of its figures, so that no two documents share a series
   * @throws RingbenchException bad input: the document has no figure with a value
   */
  public static String render(Reading document, String name) {
    List<Figure> figures = document.figures();
    if (figures.stream().noneMatch(Figure::hasValue)) {
      throw RingbenchException.badInput(
          document.head().file()
              + ", a "
              + document.head().kind()
              + " document, has no figures to export. `ringbench report` shows what it has.");
    }
    return render(document, figures, name);
  }

  static String render(Reading document, List<Figure> figures, String name) {
    // Told apart by what is in them: two of one machine may have begun in the same second.
    String text = new OpenMetrics(document, figures, "").render();
    String own = name == null ? document.head().kind() + "-" + fingerprint(text) : name;
    return new OpenMetrics(document, figures, own).render();
  }

  private static String fingerprint(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private String render() {
    document();
    started();
    for (Metric metric : Metric.compared()) {
      gauge(metric, "", metric.help(), Figure::value);
      gauge(metric, "_low", "Lower end of the interval or of the range seen of: ", Figure::low);
      gauge(metric, "_high", "Upper end of the interval or of the range seen of: ", Figure::high);
    }
    return text.append("# EOF\n").toString();
  }

  private void document() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("command", document.head().kind().toString());
    labels.put("version", document.head().version());
    labels.put("kernel", document.head().environment().kernel().release());
    labels.put("cpu", document.head().environment().cpu().model());
    labels.put("emulated", Boolean.toString(document.head().emulated()));
    labels.put("partial", Boolean.toString(document.head().partialReason() != null));
    metadata("ringbench_document", null, "The document that the other figures are of.");
    sample("ringbench_document", labels, 1);
  }

  private void started() {
    epochSecond(document.head().startedAt())
        .ifPresent(
            seconds -> {
              String family = "ringbench_started_timestamp_seconds";
              metadata(family, "seconds", "When the measuring began.");
              sample(family, Map.of(), (double) seconds);
            });
  }

  private static OptionalLong epochSecond(String startedAt) {
    try {
      return startedAt == null
          ? OptionalLong.empty()
          : OptionalLong.of(Instant.parse(startedAt).getEpochSecond());
    } catch (DateTimeException e) {
      return OptionalLong.empty();
    }
  }

  private void gauge(Metric metric, String bound, String help, Function<Figure, Double> value) {
    List<Figure> known = new ArrayList<>();
    for (Figure figure : figures) {
      if (figure.metric() == metric && figure.hasValue() && value.apply(figure) != null) {
        known.add(figure);
      }
    }
    if (known.isEmpty()) {
      return;
    }
    String full = metric.exposition().name(bound);
    metadata(full, metric.exposition().unit(), bound.isEmpty() ? help : help + metric.help());
    for (Figure figure : known) {
      sample(full, labels(figure), metric.exposition().inBaseUnit(value.apply(figure)));
    }
  }

  private static Map<String, String> labels(Figure figure) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("row", figure.row().text());
    labels.put("sensor", figure.sensor());
    labels.put("placement", figure.placement() == null ? null : figure.placement().toString());
    return labels;
  }

  private void metadata(String family, String unit, String help) {
    text.append("# TYPE ").append(family).append(" gauge\n");
    if (unit != null) {
      text.append("# UNIT ").append(family).append(' ').append(unit).append('\n');
    }
    text.append("# HELP ").append(family).append(' ').append(help).append('\n');
  }

  private void sample(String family, Map<String, String> labels, double value) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("document", name.isEmpty() ? null : name);
    all.putAll(labels);
    String inBraces =
        all.entrySet().stream()
            .filter(label -> label.getValue() != null)
            .map(label -> label.getKey() + "=\"" + escaped(label.getValue()) + '"')
            .collect(Collectors.joining(",", "{", "}"));
    text.append(family).append(inBraces).append(' ').append(number(value)).append('\n');
  }

  private static String escaped(String value) {
    return VisibleText.lines(value)
        .replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\"", "\\\"");
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value).toLowerCase(Locale.ROOT);
  }
}
