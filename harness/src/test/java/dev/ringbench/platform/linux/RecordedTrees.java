// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.platform.linux;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;

/** The recorded machines below src/test/resources/host-trees; each has a README.md. */
final class RecordedTrees {

  private RecordedTrees() {}

  static Path root(String name) {
    URL readme = RecordedTrees.class.getResource("/host-trees/" + name + "/README.md");
    if (readme == null) {
      throw new IllegalArgumentException("no recorded tree " + name + " with a README.md");
    }
    try {
      return Path.of(readme.toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(readme.toString(), e);
    }
  }
}
