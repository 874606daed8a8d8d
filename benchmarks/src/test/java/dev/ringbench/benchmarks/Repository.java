// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The checkout that a test runs in, and the documents that it publishes. */
final class Repository {
  static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  static final Path PUBLISHED = ROOT.resolve("results/published");
  static final Path COUNTED = PUBLISHED.resolve("2026-11-26-guest-6.1-deterministic/result.json");
  static final Path TIMED = PUBLISHED.resolve("2026-11-23-kvm-amd-epyc-2cpu-quick/result.json");
  static final Path LOAD = PUBLISHED.resolve("2026-11-25-kvm-amd-epyc-2cpu-load");
  static final Path FAULTS = PUBLISHED.resolve("2026-11-26-faults");

  private Repository() {}

  /** Every Markdown file whose snippets are tested. */
  static List<Path> documentation() throws IOException {
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      return Stream.concat(
              Stream.of("README.md", "CONTRIBUTING.md", "ci/README.md", "results/README.md")
                  .map(ROOT::resolve),
              docs.filter(file -> file.toString().endsWith(".md")).sorted())
          .toList();
    }
  }

  /** One document of YAML 1.2, where {@code on} is a word. */
  static Object yaml(String name, String text) {
    return new Load(LoadSettings.builder().setLabel(name).build()).loadFromString(text);
  }

  static Object yaml(Path file) throws IOException {
    return yaml(file.toString(), Files.readString(file));
  }
}
