// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/** Whoever gets the jar gets the licence of everything in it. */
@MeasuresNothing
class LicencesIT {
  private static final String TEXTS = "META-INF/licenses/";
  private static final Pattern ROW = Pattern.compile("([^ :]+:[^ :]+) ([A-Za-z0-9.-]+)");
  private static final Pattern OWN_LICENCE =
      Pattern.compile("(META-INF/(maven/.*/)?)?LICENSE(\\.txt)?");
  // What only says whose an artifact is, not what is in it.
  private static final Pattern COMMON =
      Pattern.compile(".*/|META-INF/(?!resources/).*|module-info\\.class");

  /** How POMs name the licences, by what they are called here. */
  private static final Map<String, Pattern> NAMES =
      Map.of(
          "Apache-2.0",
              Pattern.compile("(?i)Apache-2\\.0|(The )?Apache (Software )?License.* 2\\.0"),
          "BSD-2-Clause", Pattern.compile("BSD-2-Clause"),
          "BSD-3-Clause", Pattern.compile("The \\(New\\) BSD License|The BSD License|Go License"),
          "CC0-1.0", Pattern.compile("Public Domain, per Creative Commons CC0"),
          "GPL-2.0", Pattern.compile("GNU General Public License \\(GPL\\), version 2, with.*"),
          "MIT", Pattern.compile("(The )?MIT( License)?"),
          "MPL-2.0", Pattern.compile("Mozilla Public License, Version 2\\.0"));

  private static String text(JarFile jar, String name) throws Exception {
    ZipEntry entry = jar.getEntry(name);
    assertThat(entry).as(name).isNotNull();
    return new String(jar.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Map<String, String> listed(JarFile jar) throws Exception {
    Map<String, String> licences = new TreeMap<>();
    text(jar, TEXTS + "THIRD-PARTY.txt")
        .lines()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .forEach(row -> licences.put(row.group(1), row.group(2)));
    return licences;
  }

  /** The artifacts of the class path that have a file in the jar, by group and name. */
  private static Map<String, Path> bundled(JarFile jar) throws Exception {
    Map<String, Path> artifacts = new LinkedHashMap<>();
    String classPath =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    for (String part : classPath.split(File.pathSeparator, -1)) {
      Path path = Path.of(part);
      if (!part.endsWith(".jar") || !Files.exists(pomBeside(path))) {
        continue; // a part of Ringbench itself
      }
      try (JarFile candidate = new JarFile(path.toFile())) {
        boolean inside =
            candidate.stream()
                .map(ZipEntry::getName)
                .filter(name -> !COMMON.matcher(name).matches())
                .anyMatch(name -> jar.getEntry(name) != null);
        Element pom = pom(pomBeside(path));
        String group = child(pom, "groupId");
        if (group == null) {
          group = child(element(pom, "parent"), "groupId");
        }
        if (inside && !group.equals("dev.ringbench")) {
          artifacts.put(group + ":" + child(pom, "artifactId"), path);
        }
      }
    }
    return artifacts;
  }

  private static Path pomBeside(Path jar) {
    return jar.resolveSibling(jar.getFileName().toString().replaceFirst("\\.jar$", ".pom"));
  }

  private static Element pom(Path file) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(file.toFile())
        .getDocumentElement();
  }

  private static Element element(Element parent, String name) {
    NodeList nodes = parent.getChildNodes();
    for (int at = 0; at < nodes.getLength(); at++) {
      Node node = nodes.item(at);
      if (node instanceof Element element && element.getTagName().equals(name)) {
        return element;
      }
    }
    return null;
  }

  private static String child(Element parent, String name) {
    Element found = element(parent, name);
    return found == null ? null : found.getTextContent().strip();
  }

  /** The names of the licences in an artifact's POM, or in the nearest of its parents with some. */
  private static List<String> licences(Path file) throws Exception {
    Element pom = pom(file);
    Element all = element(pom, "licenses");
    if (all != null) {
      List<String> names = new ArrayList<>();
      NodeList each = all.getElementsByTagName("license");
      for (int at = 0; at < each.getLength(); at++) {
        names.add(child((Element) each.item(at), "name"));
      }
      return names;
    }
    // A repository has group/name/version/name-version.pom, the group with a folder for each part.
    Element parent = element(pom, "parent");
    assertThat(parent).as("no licence in %s", file).isNotNull();
    String name = child(parent, "artifactId");
    String version = child(parent, "version");
    Path below = Path.of(child(parent, "groupId").replace('.', '/'), name, version);
    Path repository = file;
    do {
      repository = repository.getParent();
      assertThat(repository).as("no parent of %s beside it", file).isNotNull();
    } while (!Files.isDirectory(repository.resolve(below)));
    return licences(repository.resolve(below).resolve(name + "-" + version + ".pom"));
  }

  @Test
  void everyArtifactInTheJarIsListedWithTheLicenceThatItsPomNames() throws Exception {
    try (JarFile jar = new JarFile(Ringbench.jar().toFile())) {
      Map<String, String> listed = listed(jar);
      Map<String, Path> bundled = bundled(jar);
      assertThat(bundled).hasSizeGreaterThan(5).containsKey("org.mozilla:rhino");
      assertThat(listed).containsKeys(bundled.keySet().toArray(String[]::new));
      // PostgreSQL's driver has these in itself.
      assertThat(listed.keySet())
          .filteredOn(name -> !name.startsWith("com.ongres."))
          .containsExactlyInAnyOrderElementsOf(bundled.keySet());
      for (Map.Entry<String, Path> artifact : bundled.entrySet()) {
        Pattern name = NAMES.get(listed.get(artifact.getKey()));
        assertThat(name).as(artifact.getKey()).isNotNull();
        assertThat(licences(pomBeside(artifact.getValue())))
            .as(artifact.getKey())
            .anyMatch(given -> name.matcher(given).matches());
      }
    }
  }

  @Test
  void theTextOfEachLicenceIsThereWithWhoseTheCopyrightIs() throws Exception {
    try (JarFile jar = new JarFile(Ringbench.jar().toFile())) {
      Map<String, Path> bundled = bundled(jar);
      for (Map.Entry<String, String> row : listed(jar).entrySet()) {
        String licence = row.getValue();
        String file = licence.equals("Apache-2.0") ? "LICENSE" : licence + ".txt";
        String text = text(jar, TEXTS + file);
        assertThat(text).as(row.getKey()).hasSizeGreaterThan(400);
        if (Stream.of("BSD-", "MIT").anyMatch(licence::startsWith)
            && bundled.containsKey(row.getKey())) {
          // These are templates: the copyright is a line of our text, or a file of the artifact.
          String name = row.getKey().replaceFirst(".*:", "").replaceFirst("^jline-.*", "jline");
          assertThat(
                  text.contains("\n" + name + ": Copyright ") || hasLicence(bundled, row.getKey()))
              .as("whose the copyright of %s is", row.getKey())
              .isTrue();
        }
      }
    }
  }

  private static boolean hasLicence(Map<String, Path> bundled, String artifact) throws Exception {
    try (JarFile own = new JarFile(bundled.get(artifact).toFile())) {
      return own.stream().anyMatch(entry -> OWN_LICENCE.matcher(entry.getName()).matches());
    }
  }

  /** Of libraries that the programs have in them, the build takes what their package says. */
  @Test
  void whatIsLinkedIntoTheProgramsIsNamedWithItsLicence() throws Exception {
    try (JarFile jar = new JarFile(Ringbench.jar().toFile())) {
      String linked = text(jar, TEXTS + "native/LINKED.txt");
      assertThat(linked).contains("libbpf", "libelf", "zlib", "libfuse");
      // LGPL-3.0 is GPL-3.0 with permissions, and asks for both.
      for (String file :
          List.of("LGPL-2.1.txt", "LGPL-3.0.txt", "GPL-3.0.txt", "BSD-2-Clause.txt", "Zlib.txt")) {
        assertThat(text(jar, TEXTS + file)).hasSizeGreaterThan(400);
      }
    }
  }
}
