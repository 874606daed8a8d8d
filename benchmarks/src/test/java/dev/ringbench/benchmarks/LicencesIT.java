// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** Whoever gets the jar gets the licence of everything in it. */
class LicencesIT {
  private static final String TEXTS = "META-INF/licenses/";
  private static final Pattern POM =
      Pattern.compile("META-INF/maven/([^/]+)/([^/]+)/pom\\.properties");
  private static final Pattern ROW =
      Pattern.compile("^ *((?:\\([^()]+\\) )+).*\\(([^() ]+:[^() ]+:[^() ]+) - ");

  /** What a row of the list calls a licence, and the file with its text; the first that fits. */
  private static final Map<String, String> KNOWN = new LinkedHashMap<>();

  static {
    KNOWN.put("Apache", "LICENSE");
    KNOWN.put("MPL|Mozilla", "MPL-2.0.txt");
    KNOWN.put("MIT", "MIT.txt");
    KNOWN.put("BSD-2|BSD 2|Simplified", "BSD-2-Clause.txt");
    KNOWN.put("BSD", "BSD-3-Clause.txt");
    KNOWN.put("LGPL|Lesser", "LGPL-2.1.txt");
    KNOWN.put("GPL|General Public", "GPL-2.0.txt");
    KNOWN.put("CC0|Public Domain", "CC0-1.0.txt");
  }

  private static String text(JarFile jar, String name) throws Exception {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }

  @Test
  void everyArtifactInTheJarIsListedAndItsLicenceIsThere() throws Exception {
    try (JarFile jar = new JarFile(Ringbench.jar().toFile())) {
      String list = text(jar, "META-INF/THIRD-PARTY.txt");
      List<String> bundled =
          jar.stream()
              .map(entry -> POM.matcher(entry.getName()))
              .filter(Matcher::matches)
              .filter(found -> !found.group(1).equals("dev.ringbench"))
              .map(found -> found.group(1) + ":" + found.group(2) + ":")
              .toList();
      assertThat(bundled).hasSizeGreaterThan(5);
      assertThat(list).contains(bundled).contains("org.mozilla:rhino:");
      List<Matcher> rows = list.lines().map(ROW::matcher).filter(Matcher::find).toList();
      assertThat(rows).hasSizeGreaterThan(20);
      for (Matcher row : rows) {
        String file =
            KNOWN.entrySet().stream()
                .filter(known -> Pattern.compile(known.getKey()).matcher(row.group(1)).find())
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("no text of " + row.group(1));
        assertThat(text(jar, TEXTS + file)).as(row.group(2)).hasSizeGreaterThan(400);
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
