// SPDX-License-Identifier: Apache-2.0
// page.js: draws the charts of the page when they come into view, and lets readers choose series, sort tables,
// copy commands, save charts and follow links into closed parts.
(function () {
  'use strict';

  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var printing = false;
  // A4 and Letter, upright, between the margins that browsers leave.
  var PAPER_WIDTH = 680;
  var SAVED_WIDTH = 900;

  function each(list, action) {
    Array.prototype.forEach.call(list, action);
  }

  function button(title, name, action) {
    var made = document.createElement('button');
    made.type = 'button';
    made.textContent = title;
    if (name) {
      made.setAttribute('aria-label', name);
    }
    made.addEventListener('click', action);
    return made;
  }

  ringbenchCharts.know(JSON.parse(document.getElementById('colours').textContent));

  // Keys of colours outside of charts.
  function paintKeys() {
    each(document.querySelectorAll('.key[data-place], .key[data-sensor]'), function (key) {
      var name = key.getAttribute('data-place') || key.getAttribute('data-sensor');
      key.style.background = ringbenchCharts.colour(name, 0, { dark: dark.matches && !printing });
    });
  }

  function Figure(element) {
    this.element = element;
    this.plot = element.querySelector('.plot');
    this.chart = JSON.parse(element.querySelector('script').textContent);
    this.tellCells();
    this.hidden = {};
    this.keys = [];
    this.drawn = null;
    this.toggles();
    this.savers();
  }

  // What a reader is told at a cell stands in the chart's table, a row for each, and not a second time in its data.
  Figure.prototype.tellCells = function () {
    var cells = this.chart.cells;
    each(cells ? this.element.querySelectorAll('tbody tr') : [], function (row, index) {
      cells[index].text = row.cells[row.cells.length - 1].textContent;
    });
  };

  Figure.prototype.env = function () {
    var width = this.plot.clientWidth;
    return {
      width: printing ? Math.min(width, PAPER_WIDTH) : width, dark: dark.matches && !printing, still: false, hidden: this.hidden
    };
  };

  Figure.prototype.draw = function () {
    var env = this.env();
    if (env.width === 0) {
      return;
    }
    var height = ringbenchCharts.height(this.chart, env);
    this.plot.style.height = height + 'px';
    if (!this.drawn) {
      this.drawn = echarts.init(this.plot, null, { renderer: 'svg', width: env.width, height: height });
    } else {
      this.drawn.resize({ width: env.width, height: height });
    }
    this.drawn.setOption(ringbenchCharts.option(this.chart, env), { notMerge: true });
    this.keys.forEach(function (key, index) {
      key.style.background = ringbenchCharts.colour(key.getAttribute('data-series'), index, env);
    });
    this.element.setAttribute('data-drawn', 'true');
    var svg = this.plot.querySelector('svg');
    if (svg) {
      svg.setAttribute('aria-hidden', 'true');
    }
  };

  // A box for each series: reachable by keyboard, and read out as what it is.
  Figure.prototype.toggles = function () {
    var figure = this;
    var series = this.chart.series || [];
    if (series.length < 2) {
      return;
    }
    var set = document.createElement('fieldset');
    var legend = document.createElement('legend');
    legend.textContent = 'Show';
    set.appendChild(legend);
    var switches = series.map(function (one, index) {
      var label = document.createElement('label');
      var box = document.createElement('input');
      box.type = 'checkbox';
      var show = function (checked) {
        box.checked = checked;
        figure.hidden[one.name] = !checked;
        label.classList.toggle('off', !checked); // paper has the keys of what is drawn
      };
      show(!one.off);
      box.addEventListener('change', function () {
        show(box.checked);
        figure.draw();
      });
      var key = document.createElement('span');
      key.className = 'key';
      key.setAttribute('data-series', one.name);
      key.style.background = ringbenchCharts.colour(one.name, index, figure.env());
      figure.keys.push(key);
      label.appendChild(box);
      label.appendChild(key);
      label.appendChild(document.createTextNode(one.name));
      set.appendChild(label);
      return show;
    });
    [['all', true], ['none', false]].forEach(function (choice) {
      set.appendChild(button(choice[0], null, function () {
        switches.forEach(function (show) { show(choice[1]); });
        figure.draw();
      }));
    });
    this.element.querySelector('.controls').appendChild(set);
  };

  // The chart as a picture of its own: with title and keys, in ink on white.
  Figure.prototype.svg = function () {
    var env = { width: SAVED_WIDTH, dark: false, still: true, hidden: this.hidden };
    var height = ringbenchCharts.height(this.chart, env);
    var drawn = echarts.init(null, null, { renderer: 'svg', ssr: true, width: env.width, height: height });
    drawn.setOption(ringbenchCharts.option(this.chart, env));
    var text = drawn.renderToSVGString();
    drawn.dispose();
    return { text: text, width: env.width, height: height };
  };

  function save(name, blob) {
    var link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    document.body.appendChild(link);
    link.click();
    link.remove();
    window.setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  }

  Figure.prototype.savers = function () {
    var figure = this;
    var name = 'ringbench-' + this.element.id;
    var holder = document.createElement('span');
    holder.className = 'save';
    holder.appendChild(document.createTextNode('Save '));
    holder.appendChild(button('SVG', 'Save as SVG: ' + this.chart.title, function () {
      save(name + '.svg', new Blob([figure.svg().text], { type: 'image/svg+xml' }));
    }));
    holder.appendChild(document.createTextNode(' '));
    holder.appendChild(button('PNG', 'Save as PNG: ' + this.chart.title, function () {
      var svg = figure.svg();
      var image = new Image();
      image.onload = function () {
        var canvas = document.createElement('canvas');
        canvas.width = 2 * svg.width;
        canvas.height = 2 * svg.height;
        canvas.getContext('2d').drawImage(image, 0, 0, canvas.width, canvas.height);
        canvas.toBlob(function (blob) { save(name + '.png', blob); });
      };
      image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg.text);
    }));
    this.element.querySelector('.controls').appendChild(holder);
  };

  var figures = Array.prototype.map.call(
    document.querySelectorAll('figure[data-chart]'), function (element) { return new Figure(element); });

  function redraw() {
    paintKeys();
    figures.forEach(function (figure) {
      if (figure.drawn) {
        figure.draw();
      }
    });
  }

  if ('IntersectionObserver' in window) {
    var observer = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (entry.isIntersecting) {
          observer.unobserve(entry.target);
          figures.forEach(function (figure) {
            if (figure.element === entry.target) {
              figure.draw();
            }
          });
        }
      });
    }, { rootMargin: '600px' });
    figures.forEach(function (figure) { observer.observe(figure.element); });
  } else {
    figures.forEach(function (figure) { figure.draw(); });
  }
  paintKeys();

  var waiting = 0;
  window.addEventListener('resize', function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(redraw, 100);
  });
  dark.addEventListener('change', redraw);
  // On paper, charts of open parts are there, in ink on white; closed parts are left out.
  window.addEventListener('beforeprint', function () {
    printing = true;
    paintKeys();
    figures.forEach(function (figure) { figure.draw(); });
  });
  window.addEventListener('afterprint', function () {
    printing = false;
    redraw();
  });

  // Sorting. A column is one of figures if most of its cells begin with a number: the unit may follow an interval.
  var UNITS = { ns: 1, us: 1e3, '\u00b5s': 1e3, ms: 1e6, s: 1e9, min: 6e10, k: 1e3, M: 1e6 };
  var FIGURE = /^(?:median |mean |at most |up to )?[<>~]?\s*([-+]?\d[\d,]*(?:\.\d+)?)(?:x)?(?:\s*\[[^\]]*\])?\s*(ns|us|\u00b5s|ms|s|min|k|M)?\b/;

  function number(text) {
    var found = FIGURE.exec(text);
    return found ? Number(found[1].replace(/,/g, '')) * (UNITS[found[2]] || 1) : NaN;
  }

  function compare(numeric, down) {
    return function (one, other) {
      var order;
      if (numeric) {
        // What is no number stays below, whichever way the others are sorted.
        if (isNaN(one.number) || isNaN(other.number)) {
          return isNaN(one.number) - isNaN(other.number) || one.index - other.index;
        }
        order = one.number - other.number;
      } else {
        order = one.text.localeCompare(other.text, 'en', { numeric: true });
      }
      return (down ? -order : order) || one.index - other.index;
    };
  }

  function Sorting(table) {
    this.bodies = Array.prototype.slice.call(table.tBodies).map(function (body) {
      return { body: body, rows: Array.prototype.slice.call(body.rows) };
    });
    this.heads = Array.prototype.slice.call(table.tHead.rows[0].cells);
    this.rows = [];
    var sorting = this;
    this.bodies.forEach(function (one) {
      one.rows.forEach(function (row) {
        if (!row.querySelector('th.group')) {
          sorting.rows.push(row);
        }
      });
    });
    this.heads.forEach(function (head, column) {
      var title = head.textContent;
      if (title.trim() && sorting.rows.length > 1) {
        head.textContent = '';
        head.setAttribute('aria-sort', 'none');
        head.appendChild(button(title, null, function () { sorting.next(column); }));
      }
    });
  }

  // Up, down, and as it was: then with the headings of its groups.
  Sorting.prototype.next = function (column) {
    var head = this.heads[column];
    var now = { none: 'ascending', ascending: 'descending', descending: 'none' }[head.getAttribute('aria-sort')];
    this.heads.forEach(function (other) {
      if (other.hasAttribute('aria-sort')) {
        other.setAttribute('aria-sort', other === head ? now : 'none');
      }
    });
    this.bodies.forEach(function (one) {
      one.rows.forEach(function (row) { one.body.appendChild(row); });
    });
    if (now === 'none') {
      return;
    }
    var cells = this.rows.map(function (row, index) {
      var text = row.cells[column] ? row.cells[column].textContent.trim() : '';
      return { row: row, index: index, text: text, number: number(text) };
    });
    var filled = cells.filter(function (cell) { return cell.text && cell.text !== '-'; });
    var figures = filled.filter(function (cell) { return !isNaN(cell.number); });
    cells.sort(compare(figures.length * 2 > filled.length, now === 'descending'));
    this.bodies.forEach(function (one) {
      one.rows.forEach(function (row) { row.remove(); });
    });
    var first = this.bodies[0].body;
    cells.forEach(function (cell) { first.appendChild(cell.row); });
  };

  // Tables of closed parts are made sortable when they are opened.
  function makeSortable(within) {
    each(within.querySelectorAll('table:not([data-sortable])'), function (table) {
      if (table.tHead && table.tHead.rows.length === 1 && table.getClientRects().length > 0) {
        table.setAttribute('data-sortable', '');
        new Sorting(table);
      }
    });
  }
  makeSortable(document);
  document.addEventListener('toggle', function (event) {
    if (event.target.open) {
      makeSortable(event.target);
    }
  }, true);

  // A link into a closed part opens it.
  function reveal() {
    var id = '';
    try {
      id = decodeURIComponent(window.location.hash.slice(1));
    } catch (e) {
      return;
    }
    var target = id ? document.getElementById(id) : null;
    if (!target) {
      return;
    }
    for (var part = target; part; part = part.parentElement) {
      if (part.tagName === 'DETAILS') {
        part.open = true;
      }
    }
    target.scrollIntoView();
  }
  window.addEventListener('hashchange', reveal);
  reveal();

  // Pages that come over http have no clipboard: there a hidden text is selected and copied.
  function copyBySelection(text) {
    var before = document.activeElement;
    var area = document.createElement('textarea');
    area.value = text;
    area.readOnly = true;
    area.setAttribute('aria-hidden', 'true');
    area.style.position = 'fixed';
    area.style.top = '0';
    area.style.opacity = '0';
    document.body.appendChild(area);
    area.select();
    var done = false;
    try {
      done = document.execCommand('copy');
    } catch (e) {
      done = false;
    }
    area.remove();
    if (before) {
      before.focus();
    }
    return done;
  }

  each(document.querySelectorAll('button[data-copy]'), function (copier) {
    copier.addEventListener('click', function () {
      var text = copier.getAttribute('data-copy');
      var say = function (done) { copier.textContent = done ? 'copied' : 'select the text and press Ctrl+C'; };
      var bySelection = function () { say(copyBySelection(text)); };
      if (window.isSecureContext && navigator.clipboard) {
        navigator.clipboard.writeText(text).then(function () { say(true); }, bySelection);
      } else {
        bySelection();
      }
    });
  });
})();
