// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** What reports carry in them. */
final class Assets {
  private static final String ECHARTS =
      "/META-INF/resources/_static/echarts/6.0.0/dist/echarts.min.js";

  private Assets() {}

  /** One of our own files. */
  static String text(String name) {
    return read("/html/" + name);
  }

  /** Apache ECharts 6, Apache-2.0; its licence is in the file's head. */
  static String echarts() {
    return read(ECHARTS).replace("</script", "<\\/script");
  }

  private static String read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("resource " + resource, e);
    }
  }
}
