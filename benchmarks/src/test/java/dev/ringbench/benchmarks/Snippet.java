// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a Markdown file, also of one in a list.
 *
 * @param file below the checkout
 * @param line of the first line inside the fence, from 1
 * @param language as the fence says: "sh", "yaml", or empty
 * @param text the lines inside, without the fences and what they are indented by
 */
record Snippet(Path file, int line, String language, String text) {
  static List<Snippet> in(Path file) throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    List<String> inside = null;
    String language = "";
    int number = 0;
    int start = 0;
    int indent = 0;
    for (String line : Files.readAllLines(file)) {
      number++;
      boolean fence = line.strip().startsWith("```");
      if (fence && inside == null) {
        inside = new ArrayList<>();
        indent = line.indexOf('`');
        language = line.substring(indent + 3).strip();
        start = number + 1;
      } else if (fence) {
        Path name = Repository.ROOT.relativize(file);
        snippets.add(new Snippet(name, start, language, String.join("\n", inside) + "\n"));
        inside = null;
      } else if (inside != null) {
        inside.add(line.isBlank() ? "" : line.substring(Math.min(indent, leading(line))));
      }
    }
    if (inside != null) {
      throw new IllegalStateException(file + ":" + start + ": the fence has no end");
    }
    return snippets;
  }

  private static int leading(String line) {
    return line.length() - line.stripLeading().length();
  }

  static List<Snippet> all(String language) throws IOException {
    List<Snippet> snippets = new ArrayList<>();
    for (Path file : Repository.documentation()) {
      snippets.addAll(in(file).stream().filter(s -> s.language().equals(language)).toList());
    }
    return snippets;
  }

  String place() {
    return file + ":" + line;
  }
}
