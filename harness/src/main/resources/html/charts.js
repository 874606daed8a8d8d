// SPDX-License-Identifier: Apache-2.0
// charts.js: from a chart's data (see Chart.java) to what ECharts draws. The page and the pictures of
// the Markdown report use the same code. No DOM here: it also runs in an interpreter without one.
var ringbenchCharts = (function () {
  'use strict';

  // Where sensors decide: hues of Okabe and Ito, which colour-blind readers tell apart. A sensor has a
  // shade of the hue of its place, dark enough on white and light enough on black for a contrast of 3 : 1.
  var PLACES = {
    'no sensor': [0, 0], 'empty hook (floor)': [0, 0], 'kernel, native code': [22, 1], 'kernel, verified code': [44, 1],
    'user mode, asked': [202, 1], 'user mode, told': [320, 0.5], 'in the process': [164, 1]
  };
  var OTHERS = [[202, 1], [22, 1], [164, 1], [320, 0.5], [44, 1], [255, 0.5], [0, 0], [85, 0.7], [355, 0.6], [185, 0.8]];
  // Relative luminance of shades, from the first to the last, on white and on black.
  var LUMINANCE = { light: [0.05, 0.26], dark: [0.2, 0.62] };
  // Part of a matrix' width that the names of its rows may take.
  var MATRIX_LABELS = 0.36;
  var known = {};
  var shades = {};
  var DASHES = ['solid', 'dashed', 'dotted'];
  var SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];
  var LEVELS = ['#e8e8e8', '#cfe8cf', '#a6d8a8', '#f5e79e', '#f3c56b', '#ef9a4d', '#e2703a', '#cf3f2e',
    '#a11d2b', '#5e0f2a'];

  // r, g and b from 0 to 1 of a hue in degrees, a saturation and a lightness.
  function rgb(hue, saturation, lightness) {
    return [0, 8, 4].map(function (n) {
      var k = (n + hue / 30) % 12;
      return lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
    });
  }

  function luminance(channels) {
    var linear = channels.map(function (c) { return c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4); });
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
  }

  // The colour of a hue that has a luminance.
  function shade(hue, saturation, wanted) {
    var key = [hue, saturation, wanted].join();
    if (!shades[key]) {
      var low = 0;
      var high = 1;
      for (var i = 0; i < 14; i++) {
        var middle = (low + high) / 2;
        if (luminance(rgb(hue, saturation, middle)) < wanted) {
          low = middle;
        } else {
          high = middle;
        }
      }
      shades[key] = '#' + rgb(hue, saturation, low).map(function (c) {
        return ('0' + Math.round(255 * c).toString(16)).slice(-2);
      }).join('');
    }
    return shades[key];
  }

  function has(object, key) {
    return Object.prototype.hasOwnProperty.call(object, key);
  }

  // The sensor that a series or a row is of: "seccomp-notify (same-cpu), 2 threads" has one.
  function sensorOf(name) {
    if (has(known, name)) {
      return known[name];
    }
    var word = /^[^\s,(]+/.exec(name);
    return word && has(known, word[0]) ? known[word[0]] : null;
  }

  function colour(name, index, env) {
    var range = env && env.dark ? LUMINANCE.dark : LUMINANCE.light;
    var sensor = sensorOf(name);
    var place = has(PLACES, name) ? PLACES[name] : sensor && has(PLACES, sensor.place) ? PLACES[sensor.place] : null;
    var at = sensor && !has(PLACES, name) ? sensor.at : 0.55;
    var hue = place || OTHERS[(index || 0) % OTHERS.length];
    return shade(hue[0], hue[1], Math.round(1000 * (range[0] + at * (range[1] - range[0]))) / 1000);
  }

  function ink(env) {
    return env.dark ? '#e6e6e6' : '#222222';
  }

  function faint(env) {
    return env.dark ? '#4a4a4a' : '#d8d8d8';
  }

  function round(x) {
    return Number(x.toPrecision(3));
  }

  // "312 ns", "47.1 us", "1.2 M/s", "+5 %"
  function figure(x, unit) {
    if (x === null || x === undefined) {
      return '-';
    }
    var size = Math.abs(x);
    if (unit === 'ns') {
      return size >= 1e9 ? round(x / 1e9) + ' s' : size >= 1e6 ? round(x / 1e6) + ' ms'
        : size >= 1e4 ? round(x / 1e3) + ' \u00b5s' : round(x) + ' ns';
    }
    if (unit === 'ms') {
      return size >= 6e4 ? round(x / 6e4) + ' min' : size >= 1e3 ? round(x / 1e3) + ' s'
        : round(x) + ' ms';
    }
    if (unit === '%') {
      return round(x) + ' %';
    }
    var short = size >= 1e6 ? round(x / 1e6) + ' M' : size >= 1e4 ? round(x / 1e3) + ' k' : round(x);
    return short + (unit ? ' ' + unit : '');
  }

  function axis(env, more) {
    var base = {
      axisLine: { lineStyle: { color: ink(env) } },
      axisLabel: { color: ink(env), fontSize: 11, hideOverlap: true },
      nameTextStyle: { color: ink(env), fontSize: 11 },
      splitLine: { show: true, lineStyle: { color: faint(env) } },
      nameLocation: 'middle'
    };
    for (var key in more) {
      if (key === 'axisLabel') {
        for (var each in more.axisLabel) {
          base.axisLabel[each] = more.axisLabel[each];
        }
      } else {
        base[key] = more[key];
      }
    }
    return base;
  }

  // Of the labels, in small letters: capitals are wider.
  function longest(labels) {
    return labels.reduce(function (most, label) {
      var text = String(label);
      return Math.max(most, text.length + 0.25 * text.replace(/[^A-Z_]/g, '').length);
    }, 0);
  }

  // Pixels for the longest of the labels: they are broken where the chart is narrow, and never cut.
  function gutterOf(labels, env, part) {
    return Math.max(40, Math.min(Math.round(longest(labels) * 6.3) + 14, Math.round(env.width * (part || 0.5))));
  }

  // Pixels of a row whose label may be broken; at least so many.
  function rowHeight(labels, gutter, least) {
    var wide = longest(labels) * 6.3;
    return wide <= gutter - 10 ? least : Math.max(least, 12 * Math.ceil(0.4 + wide / (gutter - 10)) + 4);
  }

  function common(chart, env, series) {
    return {
      animation: false,
      backgroundColor: env.still ? '#ffffff' : 'transparent',
      textStyle: { fontFamily: 'system-ui, sans-serif', color: ink(env) },
      title: env.still
        ? { text: chart.title, left: 8, top: 4,
          textStyle: { fontSize: 14, lineHeight: 18, color: ink(env), width: env.width - 16, overflow: 'break' } }
        : undefined,
      legend: env.still && series.length > 1
        ? { data: series.map(function (s) { return s.name; }), top: titleHeight(chart, env), left: 8, right: 8,
          type: 'plain', itemWidth: 16, itemHeight: 8, itemGap: 30, textStyle: { color: ink(env), fontSize: 11 } }
        : { show: false },
      tooltip: { trigger: 'item', confine: true, appendTo: undefined, renderMode: 'html' }
    };
  }

  function titleHeight(chart, env) {
    return env.still ? 10 + 18 * Math.ceil(chart.title.length * 7.6 / (env.width - 16)) : 0;
  }

  // Lines that the legend of a picture takes, filled one entry after the other as ECharts does.
  function legendRows(env, series) {
    if (!env.still || series.length < 2) {
      return 0;
    }
    var rows = 1;
    var used = 0;
    series.forEach(function (s) {
      var wide = s.name.length * 6.6 + 54;
      if (used > 0 && used + wide > env.width - 16) {
        rows++;
        used = 0;
      }
      used += wide;
    });
    return rows;
  }

  function top(chart, env, series) {
    return env.still ? titleHeight(chart, env) + 10 + 20 * legendRows(env, series) : 12;
  }

  function shown(chart, env) {
    return chart.series.map(function (s, i) {
      return { name: s.name, index: i, data: s.points || s.cells || [], dash: s.dash };
    }).filter(function (s) { return !(env.hidden && env.hidden[s.name]); });
  }

  function escape(text) {
    return String(text).replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')
      .replace(/"/g, '&quot;');
  }

  function rowLabel(gutter) {
    return { width: gutter - 10, overflow: 'break', lineHeight: 12, interval: 0, hideOverlap: false, fontSize: 11 };
  }

  // Values with intervals on rows: a dot, a whisker; on a logarithmic axis what is below its start
  // sits at the start, hollow.
  function intervals(chart, env) {
    var series = shown(chart, env);
    var gutter = gutterOf(chart.rows, env);
    var least = Infinity;
    var most = -Infinity;
    series.forEach(function (s) {
      s.data.forEach(function (p) {
        [p.value, p.low, p.high].forEach(function (x) {
          if (typeof x === 'number' && (!chart.log || x > 0)) {
            least = Math.min(least, x);
            most = Math.max(most, x);
          }
        });
      });
    });
    if (!(least < Infinity)) {
      least = 1;
      most = 10;
    }
    var start = typeof chart.min === 'number' ? chart.min
      : chart.log ? Math.pow(10, Math.floor(Math.log(least) / Math.LN10 + 1e-9)) : undefined;
    var of = series.length;
    var option = common(chart, env, series);
    option.grid = { left: gutter + 8, right: 24, top: top(chart, env, series), bottom: 40 };
    option.xAxis = axis(env, {
      type: chart.log ? 'log' : 'value', min: start, max: typeof chart.max === 'number' ? chart.max : undefined,
      name: chart.axis, nameGap: 26, scale: !chart.log,
      axisLabel: { formatter: function (x) { return figure(x, chart.unit); } }
    });
    option.yAxis = axis(env, {
      type: 'category', data: chart.rows, inverse: true, splitLine: { show: true },
      axisLabel: rowLabel(gutter)
    });
    option.series = series.map(function (s, place) {
      return {
        name: s.name, type: 'custom', clip: true,
        itemStyle: { color: colour(s.name, s.index, env) },
        encode: { x: [0, 1, 2], y: 3 },
        data: s.data.map(function (p) {
          return {
            value: [p.value, p.low === null ? p.value : p.low, p.high === null ? p.value : p.high, p.row],
            hollow: !!p.hollow, text: p.text
          };
        }),
        tooltip: {
          formatter: function (at) { return escape(chart.rows[at.value[3]]) + '<br>' + escape(at.data.text); }
        },
        renderItem: function (params, api) {
          var v = [api.value(0), api.value(1), api.value(2)].map(function (x) {
            return typeof start === 'number' ? Math.max(x, start) : x;
          });
          var row = api.value(3);
          var at = v.map(function (x) { return api.coord([x, row]); });
          var band = api.size([0, 1])[1];
          var shift = chart.dodge && of > 1 ? (place / (of - 1) - 0.5) * band * 0.6 : 0;
          var paint = colour(has(PLACES, s.name) && sensorOf(chart.rows[row]) ? chart.rows[row] : s.name, s.index, env);
          var point = s.data[params.dataIndex];
          var hollow = point.hollow || (chart.log && api.value(0) < start);
          var y = at[0][1] + shift;
          var mark = point.mark === 'floor'
            ? { type: 'rect', shape: { x: at[0][0] - 1.5, y: y - 7, width: 3, height: 14 }, style: { fill: paint } }
            : { type: 'circle', shape: { cx: at[0][0], cy: y, r: 4.5 },
              style: { fill: hollow ? (env.dark ? '#1b1b1b' : '#ffffff') : paint, stroke: paint, lineWidth: 2 } };
          return {
            type: 'group',
            children: [
              { type: 'line', shape: { x1: at[1][0], y1: y, x2: at[2][0], y2: y },
                style: { stroke: paint, lineWidth: 2 } },
              mark
            ]
          };
        }
      };
    });
    if (typeof chart.zero === 'number') {
      option.series.push({
        type: 'line', silent: true, symbol: 'none', lineStyle: { color: ink(env), width: 1 },
        data: [[chart.zero, 0], [chart.zero, chart.rows.length - 1]]
      });
    }
    return option;
  }

  // Lines of a sensor have one colour: their hand-off is told by the dashes.
  function dash(series) {
    if (sensorOf(series.name)) {
      return series.name.indexOf('other-cpu') >= 0 ? 'dashed' : series.name.indexOf('busy-poll') >= 0 ? 'dotted' : 'solid';
    }
    return DASHES[Math.floor(series.index / OTHERS.length) % DASHES.length];
  }

  // A row a sensor, in groups: a bar from its least to its most figure, and a mark for each of them.
  function ranges(chart, env) {
    var series = shown(chart, env);
    var gutter = gutterOf(chart.rows, env);
    var heading = {};
    (chart.headings || []).forEach(function (row) { heading[row] = true; });
    var option = common(chart, env, series);
    option.grid = { left: gutter + 8, right: 24, top: top(chart, env, series), bottom: 44 };
    option.xAxis = axis(env, {
      type: 'log', min: chart.min, max: chart.max, name: chart.axis, nameGap: 28,
      axisLabel: { formatter: function (x) { return figure(x, chart.unit); } }
    });
    var label = rowLabel(gutter);
    label.formatter = function (name, row) { return heading[row] ? '{heading|' + name + '}' : name; };
    label.rich = { heading: { fontWeight: 'bold', fontSize: 11, color: ink(env) } };
    option.yAxis = axis(env, {
      type: 'category', data: chart.rows.map(function (name, row) { return { value: name, row: row }; }),
      inverse: true, axisTick: { show: false }, axisLabel: label
    });
    option.series = series.map(function (s) {
      return {
        name: s.name, type: 'custom', clip: true, itemStyle: { color: colour(s.name, s.index, env) },
        encode: { x: [0, 1], y: 2 },
        data: s.data.map(function (p) {
          var values = p.marks.map(function (m) { return Math.min(chart.max, Math.max(chart.min, m.value)); });
          return { value: [Math.min.apply(null, values), Math.max.apply(null, values), p.row], text: p.text };
        }),
        tooltip: {
          formatter: function (at) {
            return escape(chart.rows[at.value[2]]) + '<br>' + escape(at.data.text).replace(/\n/g, '<br>');
          }
        },
        renderItem: function (params, api) {
          var point = s.data[params.dataIndex];
          var paint = colour(chart.rows[point.row], s.index, env);
          var from = api.coord([api.value(0), point.row]);
          var to = api.coord([api.value(1), point.row]);
          var y = from[1];
          var children = [{
            type: 'rect', shape: { x: from[0], y: y - 3, width: Math.max(0, to[0] - from[0]), height: 6, r: 3 },
            style: { fill: paint, opacity: 0.35 }
          }, {
            type: 'line', shape: { x1: from[0], y1: y, x2: to[0], y2: y }, style: { stroke: paint, lineWidth: 2 }
          }];
          point.marks.forEach(function (m) {
            var x = api.coord([Math.min(chart.max, Math.max(chart.min, m.value)), point.row])[0];
            var open = m.hollow || m.value < chart.min;
            var style = { fill: open ? (env.dark ? '#1b1b1b' : '#ffffff') : paint, stroke: paint, lineWidth: 2 };
            children.push(m.mean
              ? { type: 'polygon', shape: { points: [[x - 5, y], [x, y - 5], [x + 5, y], [x, y + 5]] }, style: style }
              : { type: 'circle', shape: { cx: x, cy: y, r: 4 }, style: style });
          });
          return { type: 'group', children: children };
        }
      };
    });
    return option;
  }

  function lines(chart, env) {
    var series = shown(chart, env);
    var option = common(chart, env, series);
    option.grid = {
      left: 64, right: 24, top: top(chart, env, series) + 8,
      bottom: chart.xNames ? slanted(chart.xNames) : 44
    };
    var percentiles = chart.kind === 'percentiles';
    option.xAxis = axis(env, {
      type: percentiles || chart.xLog ? 'log' : chart.xTime ? 'time' : 'value', name: chart.xAxis, nameGap: 28,
      scale: true, min: percentiles ? 1 : undefined,
      axisLabel: {
        formatter: percentiles
          ? function (x) { return x <= 1 ? '0 %' : round6(100 * (1 - 1 / x)) + ' %'; }
          : chart.xTime ? undefined : function (x) { return figure(x, chart.xUnit); }
      }
    });
    if (chart.xNames) {
      option.xAxis = axis(env, {
        type: 'category', data: chart.xNames, axisLabel: { rotate: 40, interval: 0, hideOverlap: false }
      });
    }
    option.yAxis = axis(env, {
      type: chart.yLog ? 'log' : 'value', name: chart.yAxis, nameGap: 50, scale: !!chart.yLog || !!chart.yScale,
      axisLabel: { formatter: function (x) { return figure(x, chart.unit); } }
    });
    option.series = series.map(function (s) {
      var paint = colour(s.name, s.index, env);
      return {
        name: s.name, type: 'line', showSymbol: !percentiles, symbol: SYMBOLS[s.index % SYMBOLS.length],
        symbolSize: 7, step: percentiles ? false : undefined, connectNulls: false,
        lineStyle: { color: paint, width: 2, type: dash(s) },
        itemStyle: { color: paint },
        emphasis: { focus: 'series' },
        data: s.data.map(function (p) { return { value: [p.x, p.y], text: p.text }; }),
        tooltip: {
          formatter: function (at) {
            return escape(s.name) + '<br>' + escape(at.data.text
              || (figure(at.value[0], chart.xUnit) + ': ' + figure(at.value[1], chart.unit)));
          }
        }
      };
    });
    return option;
  }

  function round6(x) {
    return Number(x.toPrecision(6));
  }

  // Pixels below a chart for the names of its columns.
  function slanted(names) {
    return Math.round(Math.max(4, longest(names)) * 6.3 * 0.65) + 24;
  }

  function matrix(chart, env) {
    var gutter = gutterOf(chart.rows, env, MATRIX_LABELS);
    var option = common(chart, env, []);
    option.grid = { left: gutter + 8, right: 12, top: top(chart, env, []), bottom: slanted(chart.columns) };
    option.xAxis = axis(env, {
      type: 'category', data: chart.columns, splitLine: { show: false },
      axisLabel: { rotate: 40, interval: 0, hideOverlap: false }
    });
    option.yAxis = axis(env, {
      type: 'category', data: chart.rows, inverse: true, splitLine: { show: false },
      axisLabel: rowLabel(gutter)
    });
    option.series = [{
      name: 'classes', type: 'custom', clip: true, encode: { x: 0, y: 1 },
      data: chart.cells.map(function (c) { return { value: [c.column, c.row, c.level], text: c.text }; }),
      tooltip: {
        formatter: function (at) {
          return escape(chart.rows[at.value[1]]) + '<br>' + escape(chart.columns[at.value[0]]) + '<br>'
            + escape(at.data.text);
        }
      },
      renderItem: function (params, api) {
        var cell = chart.cells[params.dataIndex];
        var at = api.coord([api.value(0), api.value(1)]);
        var size = api.size([1, 1]);
        var box = { x: at[0] - size[0] / 2 + 1, y: at[1] - size[1] / 2 + 1, width: size[0] - 2, height: size[1] - 2 };
        var known = cell.level >= 0;
        return {
          type: 'group',
          children: [
            { type: 'rect', shape: box,
              style: {
                fill: known ? LEVELS[cell.level] : 'transparent',
                stroke: cell.disagrees ? (env.dark ? '#ffffff' : '#000000') : known ? '#7a7a7a' : 'transparent',
                lineWidth: cell.disagrees ? 2 : 1
              } },
            { type: 'text', style: {
              text: size[0] < 64 ? cell.label.replace(' ', '\n') : cell.label,
              x: at[0], y: at[1], align: 'center', verticalAlign: 'middle',
              fontSize: size[0] < 64 && cell.label.indexOf(' ') > 0 ? 8 : 11, fontWeight: cell.disagrees ? 'bold' : 'normal',
              fill: !known ? ink(env) : cell.level >= 6 ? '#ffffff' : '#222222'
            } }
          ]
        };
      }
    }];
    return option;
  }

  // Moments of a story on a logarithmic axis, with a number each that the table explains.
  function timeline(chart, env) {
    var gutter = gutterOf(chart.rows, env);
    var option = common(chart, env, []);
    option.grid = { left: gutter + 8, right: 24, top: top(chart, env, []), bottom: 40 };
    option.xAxis = axis(env, {
      type: 'log', min: 1, name: chart.axis, nameGap: 26,
      axisLabel: { formatter: function (x) { return figure(x, 'ms'); } }
    });
    option.yAxis = axis(env, {
      type: 'category', data: chart.rows, inverse: true,
      axisLabel: rowLabel(gutter)
    });
    var paint = { bad: '#cf3f2e', good: '#009e73', end: '#222222', other: '#0072b2' };
    option.series = [{
      name: 'moments', type: 'custom', clip: true, encode: { x: 0, y: 1 },
      data: chart.moments.map(function (m) { return { value: [Math.max(1, m.ms), m.row], text: m.text }; }),
      tooltip: {
        formatter: function (at) { return escape(chart.rows[at.value[1]]) + '<br>' + escape(at.data.text); }
      },
      renderItem: function (params, api) {
        var moment = chart.moments[params.dataIndex];
        var at = api.coord([api.value(0), api.value(1)]);
        var fill = moment.kind === 'end' && env.dark ? '#dddddd' : paint[moment.kind];
        return {
          type: 'group',
          children: [
            { type: 'circle', shape: { cx: at[0], cy: at[1], r: 8 }, style: { fill: fill, opacity: 0.9 } },
            { type: 'text', style: {
              text: String(moment.number), x: at[0], y: at[1], align: 'center', verticalAlign: 'middle',
              fontSize: 9, fill: moment.kind === 'end' && env.dark ? '#000000' : '#ffffff'
            } }
          ]
        };
      }
    }];
    return option;
  }

  var KINDS = { intervals: intervals, ranges: ranges, lines: lines, percentiles: lines, matrix: matrix, timeline: timeline };

  // Pixels that a chart needs for all of its rows.
  function height(chart, env) {
    var names = chart.rows || [];
    var rows = names.length;
    var gutter = gutterOf(names, env, chart.kind === 'matrix' ? MATRIX_LABELS : 0);
    var dodge = chart.dodge ? Math.max(1, shown(chart, env).length / 2) : 1;
    var above = top(chart, env, chart.series ? shown(chart, env) : []);
    switch (chart.kind) {
      case 'intervals': return 60 + above + rows * rowHeight(names, gutter, Math.max(18, 16 * dodge));
      case 'ranges': return 60 + above + rows * rowHeight(names, gutter, 19);
      case 'matrix': return 18 + slanted(chart.columns) + above + rows * rowHeight(names, gutter, 22);
      case 'timeline': return 58 + above + rows * rowHeight(names, gutter, 26);
      default: return 340 + above;
    }
  }

  return {
    option: function (chart, env) { return KINDS[chart.kind](chart, env); },
    height: height,
    colour: colour,
    // Which colours sensors have: {"seccomp-notify": {"place": "user mode, asked", "at": 0.5}}.
    know: function (sensors) { known = sensors; }
  };
})();
