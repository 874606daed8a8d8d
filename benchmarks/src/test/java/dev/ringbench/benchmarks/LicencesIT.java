// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** Whoever gets the jar gets the licence of everything in it. */
@MeasuresNothing
class LicencesIT {
  private static final String TEXTS = "META-INF/licenses/";
  private static final Pattern POM =
      Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom\\.properties");
  private static final Pattern ROW = Pattern.compile("([^ :]+:[^ :]+) ([A-Za-z0-9.-]+)");

  private static String text(JarFile jar, String name) throws Exception {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void everyArtifactInTheJarIsListedAndItsLicenceIsThere() throws Exception {
    try (JarFile jar = new JarFile(Ringbench.jar().toFile())) {
      List<Matcher> rows =
          text(jar, TEXTS + "THIRD-PARTY.txt")
              .lines()
              .map(ROW::matcher)
              .filter(Matcher::matches)
              .toList();
      List<String> listed = rows.stream().map(row -> row.group(1)).toList();
      List<String> bundled =
          jar.stream()
              .map(entry -> POM.matcher(entry.getName()))
              .filter(Matcher::matches)
              .filter(found -> !found.group(1).equals("dev.ringbench"))
              .map(found -> found.group(1) + ":" + found.group(2))
              .toList();
      assertThat(bundled).hasSizeGreaterThan(5);
      assertThat(listed).containsAll(bundled).contains("org.mozilla:rhino");
      for (Matcher row : rows) {
        String licence = row.group(2);
        String file = licence.equals("Apache-2.0") ? "LICENSE" : licence + ".txt";
        assertThat(text(jar, TEXTS + file)).as(row.group(1)).hasSizeGreaterThan(400);
      }
    }
  }

  /** Of libraries that the programs have in them, the build takes what their package says. */
  @Test
  void whatIsLinkedIntoTheProgramsIsNamedWithItsLicence() throws Exception {
    try (JarFile jar = new JarFile(Ringbench.jar().toFile())) {
      String linked = text(jar, TEXTS + "native/LINKED.txt");
      assertThat(linked).contains("libbpf", "libelf", "zlib", "libfuse");
      for (String file : List.of("LGPL-2.1.txt", "LGPL-3.0.txt", "BSD-2-Clause.txt", "Zlib.txt")) {
        assertThat(text(jar, TEXTS + file)).hasSizeGreaterThan(400);
      }
    }
  }
}
