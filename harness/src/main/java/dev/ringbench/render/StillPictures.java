// SPDX-License-Identifier: Apache-2.0
package dev.ringbench.render;

import dev.ringbench.section.Chart;
import java.util.concurrent.CompletableFuture;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.Scriptable;

/**
 * Charts as SVG, drawn by the same code as those of the page: ECharts in an interpreter, which
 * takes a second or two to read it. Not for several threads at once.
 */
public final class StillPictures {
  private static final int WIDTH = 820;

  private final CompletableFuture<Scriptable> scope =
      CompletableFuture.supplyAsync(StillPictures::load);

  private final SensorColours colours;

  /** Begins to load what draws. */
  public StillPictures(SensorColours colours) {
    this.colours = colours;
  }

  /** The picture, an SVG document. */
  public String svg(Chart chart) {
    Scriptable loaded = scope.join();
    try (Context context = enter()) {
      Function draw = (Function) loaded.get("ringbenchSvg", loaded);
      return Context.toString(
          draw.call(
              context, loaded, loaded, new Object[] {ChartJson.of(chart), WIDTH, colours.json()}));
    }
  }

  private static Context enter() {
    Context context = Context.enter();
    // Compiled methods of ECharts would be larger than class files allow.
    context.setInterpretedMode(true);
    context.setLanguageVersion(Context.VERSION_ES6);
    return context;
  }

  private static Scriptable load() {
    try (Context context = enter()) {
      Scriptable scope = context.initStandardObjects();
      // ECharts asks for a timer and a global object, and uses neither for a still picture.
      context.evaluateString(
          scope,
          "var globalThis = this, self = this; function setTimeout() { return 0; }"
              + " function clearTimeout() {}",
          "globals",
          1,
          null);
      context.evaluateString(scope, Assets.echarts(), "echarts.min.js", 1, null);
      context.evaluateString(scope, Assets.text("charts.js"), "charts.js", 1, null);
      context.evaluateString(scope, Assets.text("still.js"), "still.js", 1, null);
      return scope;
    }
  }
}
