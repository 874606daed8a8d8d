// SPDX-License-Identifier: Apache-2.0
// charts.js: from a chart's data (see Chart.java) to what ECharts draws. The page and the pictures of
// the Markdown report use the same code. No DOM here: it also runs in an interpreter without one.
var ringbenchCharts = (function () {
  'use strict';

  var COLOURS = {
    BASELINE: '#767676', FLOOR: '#999999', KERNEL_NATIVE: '#d55e00', KERNEL_VERIFIED: '#e69f00',
    USER_SYNC: '#0072b2', USER_ASYNC: '#56b4e9', IN_PROCESS: '#009e73'
  };
  var OTHERS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#8c6d31', '#6b6ecf',
    '#b5403a', '#3d8f5f', '#7f7f7f', '#a55194'];
  var DASHES = ['solid', 'dashed', 'dotted'];
  var SYMBOLS = ['circle', 'rect', 'triangle', 'diamond', 'pin', 'arrow'];
  var LEVELS = ['#e8e8e8', '#cfe8cf', '#a6d8a8', '#f5e79e', '#f3c56b', '#ef9a4d', '#e2703a', '#cf3f2e',
    '#a11d2b', '#5e0f2a'];

  function colour(name, index) {
    return COLOURS[name] || OTHERS[index % OTHERS.length];
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

  function common(chart, env, series) {
    return {
      animation: false,
      backgroundColor: env.still ? '#ffffff' : 'transparent',
      textStyle: { fontFamily: 'system-ui, sans-serif', color: ink(env) },
      title: env.still
        ? { text: chart.title, left: 8, top: 4, textStyle: { fontSize: 14, color: ink(env) } }
        : undefined,
      legend: env.still && series.length > 1
        ? { data: series.map(function (s) { return s.name; }), top: 28, left: 8, right: 8,
          type: 'plain', itemWidth: 16, itemHeight: 8, textStyle: { color: ink(env), fontSize: 11 } }
        : { show: false },
      tooltip: { trigger: 'item', confine: true, appendTo: undefined, renderMode: 'html' }
    };
  }

  function legendRows(env, series) {
    if (!env.still || series.length < 2) {
      return 0;
    }
    var chars = series.reduce(function (sum, s) { return sum + s.name.length * 6.2 + 34; }, 0);
    return Math.ceil(chars / (env.width - 16));
  }

  function top(env, series) {
    return env.still ? 36 + 18 * legendRows(env, series) : 12;
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

  // Values with intervals on rows: a dot, a whisker; on a logarithmic axis what is below its start
  // sits at the start, hollow.
  function intervals(chart, env) {
    var series = shown(chart, env);
    var gutter = Math.min(chart.wide ? 260 : 210, Math.round(env.width * 0.42));
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
    var start = chart.log ? Math.pow(10, Math.floor(Math.log(least) / Math.LN10 + 1e-9)) : undefined;
    var of = series.length;
    var option = common(chart, env, series);
    option.grid = { left: gutter + 8, right: 24, top: top(env, series), bottom: 40 };
    option.xAxis = axis(env, {
      type: chart.log ? 'log' : 'value', min: start, name: chart.axis, nameGap: 26, scale: !chart.log,
      axisLabel: { formatter: function (x) { return figure(x, chart.unit); } }
    });
    option.yAxis = axis(env, {
      type: 'category', data: chart.rows, inverse: true, splitLine: { show: true },
      axisLabel: { width: gutter - 10, overflow: 'truncate', interval: 0, fontSize: 11 }
    });
    option.series = series.map(function (s, place) {
      return {
        name: s.name, type: 'custom', clip: true,
        itemStyle: { color: colour(s.name, s.index) },
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
            return chart.log ? Math.max(x, start) : x;
          });
          var row = api.value(3);
          var at = v.map(function (x) { return api.coord([x, row]); });
          var band = api.size([0, 1])[1];
          var shift = chart.dodge && of > 1 ? (place / (of - 1) - 0.5) * band * 0.6 : 0;
          var paint = colour(s.name, s.index);
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

  function lines(chart, env) {
    var series = shown(chart, env);
    var option = common(chart, env, series);
    option.grid = { left: 64, right: 24, top: top(env, series) + 8, bottom: 44 };
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
    option.yAxis = axis(env, {
      type: chart.yLog ? 'log' : 'value', name: chart.yAxis, nameGap: 50, scale: !!chart.yLog || !!chart.yScale,
      axisLabel: { formatter: function (x) { return figure(x, chart.unit); } }
    });
    option.series = series.map(function (s) {
      var paint = colour(s.name, s.index);
      return {
        name: s.name, type: 'line', showSymbol: !percentiles, symbol: SYMBOLS[s.index % SYMBOLS.length],
        symbolSize: 7, step: percentiles ? false : undefined, connectNulls: false,
        lineStyle: { color: paint, width: 2, type: DASHES[Math.floor(s.index / OTHERS.length) % DASHES.length] },
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

  function matrix(chart, env) {
    var gutter = Math.min(200, Math.round(env.width * 0.34));
    var option = common(chart, env, []);
    option.grid = { left: gutter + 8, right: 12, top: env.still ? 40 : 12, bottom: 100 };
    option.xAxis = axis(env, {
      type: 'category', data: chart.columns, splitLine: { show: false },
      axisLabel: { rotate: 40, interval: 0, hideOverlap: false, width: 130, overflow: 'truncate' }
    });
    option.yAxis = axis(env, {
      type: 'category', data: chart.rows, inverse: true, splitLine: { show: false },
      axisLabel: { width: gutter - 10, overflow: 'truncate', interval: 0, hideOverlap: false }
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
                stroke: cell.disagrees ? (env.dark ? '#ffffff' : '#000000') : 'transparent', lineWidth: 2
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
    var gutter = Math.min(240, Math.round(env.width * 0.42));
    var option = common(chart, env, []);
    option.grid = { left: gutter + 8, right: 24, top: env.still ? 40 : 12, bottom: 40 };
    option.xAxis = axis(env, {
      type: 'log', min: 1, name: chart.axis, nameGap: 26,
      axisLabel: { formatter: function (x) { return figure(x, 'ms'); } }
    });
    option.yAxis = axis(env, {
      type: 'category', data: chart.rows, inverse: true,
      axisLabel: { width: gutter - 10, overflow: 'truncate', interval: 0, hideOverlap: false }
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

  var KINDS = { intervals: intervals, lines: lines, percentiles: lines, matrix: matrix, timeline: timeline };

  // Pixels that a chart needs for all of its rows.
  function height(chart, env) {
    var rows = (chart.rows || []).length;
    var dodge = chart.dodge ? Math.max(1, shown(chart, env).length / 2) : 1;
    switch (chart.kind) {
      case 'intervals': return 60 + top(env, chart.series) + rows * Math.max(18, 16 * dodge);
      case 'matrix': return 130 + (env.still ? 30 : 0) + rows * 22;
      case 'timeline': return 70 + (env.still ? 30 : 0) + rows * 26;
      default: return 340 + top(env, chart.series);
    }
  }

  return {
    option: function (chart, env) { return KINDS[chart.kind](chart, env); },
    height: height,
    colour: colour
  };
})();
