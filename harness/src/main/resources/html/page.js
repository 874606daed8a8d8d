// SPDX-License-Identifier: Apache-2.0
// page.js: draws the charts of the page when they come into view, and lets readers choose series.
(function () {
  'use strict';

  var dark = window.matchMedia('(prefers-color-scheme: dark)');
  var printing = false;
  // A4 and Letter, upright, between the margins that browsers leave.
  var PAPER_WIDTH = 680;

  function Figure(element) {
    this.element = element;
    this.plot = element.querySelector('.plot');
    this.chart = JSON.parse(element.querySelector('script').textContent);
    this.hidden = {};
    this.drawn = null;
    this.toggles();
  }

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
    var switches = series.map(function (each, index) {
      var label = document.createElement('label');
      var box = document.createElement('input');
      box.type = 'checkbox';
      var show = function (checked) {
        box.checked = checked;
        figure.hidden[each.name] = !checked;
        label.classList.toggle('off', !checked); // paper has the keys of what is drawn
      };
      show(!each.off);
      box.addEventListener('change', function () {
        show(box.checked);
        figure.draw();
      });
      var key = document.createElement('span');
      key.className = 'key';
      key.style.background = ringbenchCharts.colour(each.name, index);
      label.appendChild(box);
      label.appendChild(key);
      label.appendChild(document.createTextNode(each.name));
      set.appendChild(label);
      return show;
    });
    [['all', true], ['none', false]].forEach(function (choice) {
      var button = document.createElement('button');
      button.type = 'button';
      button.textContent = choice[0];
      button.addEventListener('click', function () {
        switches.forEach(function (show) { show(choice[1]); });
        figure.draw();
      });
      set.appendChild(button);
    });
    this.element.querySelector('.controls').appendChild(set);
  };

  var figures = Array.prototype.map.call(
    document.querySelectorAll('figure[data-chart]'), function (element) { return new Figure(element); });

  function redraw() {
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

  var waiting = 0;
  window.addEventListener('resize', function () {
    window.clearTimeout(waiting);
    waiting = window.setTimeout(redraw, 100);
  });
  dark.addEventListener('change', redraw);
  // On paper all charts are there, in ink on white, and all tables are open.
  window.addEventListener('beforeprint', function () {
    printing = true;
    figures.forEach(function (figure) { figure.draw(); });
    Array.prototype.forEach.call(document.querySelectorAll('details:not([open])'), function (closed) {
      closed.open = true;
      closed.setAttribute('data-closed', '');
    });
  });
  window.addEventListener('afterprint', function () {
    printing = false;
    redraw();
    Array.prototype.forEach.call(document.querySelectorAll('details[data-closed]'), function (opened) {
      opened.open = false;
      opened.removeAttribute('data-closed');
    });
  });
  Array.prototype.forEach.call(document.querySelectorAll('button[data-copy]'), function (button) {
    button.addEventListener('click', function () {
      navigator.clipboard.writeText(button.getAttribute('data-copy')).then(function () {
        button.textContent = 'copied';
      });
    });
  });
})();
