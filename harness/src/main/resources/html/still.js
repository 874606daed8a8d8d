// SPDX-License-Identifier: Apache-2.0
// still.js: one chart as SVG, for an interpreter without a page. Series that a page shows only when a reader
// chooses them are not in it.
function ringbenchSvg(json, width, sensors) {
  'use strict';
  var chart = JSON.parse(json);
  var env = { width: width, dark: false, still: true, hidden: {} };
  (chart.series || []).forEach(function (series) { env.hidden[series.name] = !!series.off; });
  ringbenchCharts.know(JSON.parse(sensors));
  var drawn = echarts.init(null, null, {
    renderer: 'svg', ssr: true, width: width, height: ringbenchCharts.height(chart, env)
  });
  drawn.setOption(ringbenchCharts.option(chart, env));
  var svg = drawn.renderToSVGString();
  drawn.dispose();
  return svg;
}
