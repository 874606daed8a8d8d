// SPDX-License-Identifier: Apache-2.0
// still.js: one chart as SVG, for an interpreter without a page.
function ringbenchSvg(json, width) {
  'use strict';
  var chart = JSON.parse(json);
  var env = { width: width, dark: false, still: true };
  var drawn = echarts.init(null, null, {
    renderer: 'svg', ssr: true, width: width, height: ringbenchCharts.height(chart, env)
  });
  drawn.setOption(ringbenchCharts.option(chart, env));
  var svg = drawn.renderToSVGString();
  drawn.dispose();
  return svg;
}
