'use strict';
// Draws the charts of a Squall report. The data stand in the page; nothing is fetched.
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const svgNs = 'http://www.w3.org/2000/svg';
  const margin = { left: 62, right: 12, top: 10, bottom: 24 };

  function element(name, attributes, parent) {
    const made = document.createElementNS(svgNs, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    parent.appendChild(made);
    return made;
  }

  function significant(value) {
    return value >= 100 ? Math.round(value).toString() : value.toPrecision(3).replace(/\.?0+$/, '');
  }

  const words = {
    seconds: (s) => (s < 60 ? significant(s) + ' s' : Math.floor(s / 60) + ':' + String(Math.round(s % 60)).padStart(2, '0')),
    rate: (v) => (v >= 1e6 ? significant(v / 1e6) + ' M' : v >= 1e4 ? significant(v / 1e3) + ' k' : significant(v)) + '/s',
    latency: (us) => (us >= 1e6 ? significant(us / 1e6) + ' s' : us >= 1e3 ? significant(us / 1e3) + ' ms' : significant(us) + ' µs'),
    percent: (p) => 'p' + Number(p.toPrecision(p < 99 ? 3 : p < 99.9 ? 4 : 6)),
  };

  // A position on an axis and its ticks: linear from 0, or logarithmic in whole decades.
  function linear(most) {
    const decade = 10 ** Math.floor(Math.log10(most || 1));
    const top = [1, 2, 5, 10].map((step) => step * decade).find((value) => value >= most) || 1;
    return { share: (value) => value / top, ticks: [0, 0.25, 0.5, 0.75, 1].map((part) => part * top) };
  }

  function logarithmic(least, most) {
    const low = Math.floor(Math.log10(least));
    const high = Math.max(Math.ceil(Math.log10(most)), low + 1);
    const ticks = [];
    for (let power = low; power <= high; ++power) ticks.push(10 ** power);
    return { share: (value) => (Math.log10(value) - low) / (high - low), ticks };
  }

  function verticalAxis(chart, curves) {
    const values = curves.flatMap((curve) => curve.points.map((point) => point[1])).filter((value) => value > 0);
    const most = Math.max(...values, chart.least || 1e-9);
    return chart.log && values.length ? logarithmic(Math.min(...values), most) : linear(most);
  }

  const charts = [];

  // What lies before 0 was left out: grey, and said so where there is room.
  function drawWarmUp(svg, left, right, height) {
    element('rect', { class: 'left-out', x: left, y: margin.top, width: right - left, height }, svg);
    if (right - left < 14) return;
    const x = (left + right) / 2 + 4;
    const y = margin.top + height / 2;
    const label = element('text', { x, y, transform: `rotate(-90 ${x} ${y})`, 'text-anchor': 'middle' }, svg);
    label.textContent = 'warm-up';
  }

  function draw(chart) {
    const { svg, curves } = chart;
    const width = svg.clientWidth || 460;
    const height = svg.clientHeight || 200;
    svg.replaceChildren();
    svg.setAttribute('viewBox', `0 0 ${width} ${height}`);
    const inner = { width: width - margin.left - margin.right, height: height - margin.top - margin.bottom };
    const [from, to] = chart.range;
    const y = verticalAxis(chart, curves);
    const atX = (value) => margin.left + ((value - from) / (to - from)) * inner.width;
    const atY = (value) => margin.top + (1 - y.share(value)) * inner.height;
    for (const tick of y.ticks) {
      element('line', { class: 'grid', x1: margin.left, x2: width - margin.right, y1: atY(tick), y2: atY(tick) }, svg);
      const label = element('text', { x: margin.left - 8, y: atY(tick) + 4, 'text-anchor': 'end' }, svg);
      label.textContent = chart.valueWords(tick);
    }
    if (from < 0) drawWarmUp(svg, margin.left, atX(Math.min(to, 0)), inner.height);
    const begin = Math.max(from, 0);
    for (const part of [0, 0.25, 0.5, 0.75, 1]) {
      const value = begin + (to - begin) * part;
      const anchor = part === 0 ? 'start' : part === 1 ? 'end' : 'middle';
      const label = element('text', { x: atX(value), y: height - 6, 'text-anchor': anchor }, svg);
      label.textContent = chart.keyWords(value);
    }
    const clip = `clip-${chart.index}`;
    const frame = element('clipPath', { id: clip }, svg);
    element('rect', { x: margin.left, y: 0, width: inner.width, height }, frame);
    for (const curve of curves) {
      // A second without a value is a gap.
      let path = '';
      let isOpen = false;
      for (const [key, value] of curve.points) {
        if (chart.log && !(value > 0)) { isOpen = false; continue; }
        path += `${isOpen ? 'L' : 'M'}${atX(key).toFixed(1)} ${atY(value).toFixed(1)}`;
        isOpen = true;
      }
      element('path', { class: 'line', d: path, 'clip-path': `url(#${clip})`, 'stroke-dasharray': curve.dash, stroke: `var(--${curve.color})` }, svg);
    }
    chart.cross = element('line', { class: 'cross', y1: margin.top, y2: height - margin.bottom, visibility: 'hidden' }, svg);
    chart.keyAt = (x) => from + ((x - margin.left) / inner.width) * (to - from);
    chart.atX = atX;
  }

  function nearest(points, key) {
    let best = null;
    for (const point of points) if (best === null || Math.abs(point[0] - key) < Math.abs(best[0] - key)) best = point;
    return best;
  }

  function point(chart, key) {
    const found = nearest(chart.curves[0].points, key);
    if (found === null) return;
    chart.cross.setAttribute('x1', chart.atX(found[0]));
    chart.cross.setAttribute('x2', chart.atX(found[0]));
    chart.cross.setAttribute('visibility', 'visible');
    const values = chart.curves.map((curve) => {
      const here = nearest(curve.points, found[0]);
      return (curve.name ? curve.name + ' ' : '') + (here && here[1] > 0 ? chart.valueWords(here[1]) : chart.log ? '–' : chart.valueWords(0));
    });
    chart.readout.textContent = chart.keyWords(found[0]) + ': ' + values.join('  ');
  }

  function leave(chart) {
    chart.cross.setAttribute('visibility', 'hidden');
    chart.readout.textContent = chart.legend;
  }

  // Charts of one group share their crosshair and their range.
  const groupOf = (chart) => charts.filter((other) => other.group === chart.group);

  function listen(chart) {
    const { svg } = chart;
    const keyOf = (event) => chart.keyAt(event.clientX - svg.getBoundingClientRect().left);
    svg.addEventListener('pointermove', (event) => groupOf(chart).forEach((other) => point(other, keyOf(event))));
    svg.addEventListener('pointerleave', () => groupOf(chart).forEach(leave));
    svg.addEventListener('dblclick', () => groupOf(chart).forEach((other) => { other.range = [...other.whole]; draw(other); leave(other); }));
    svg.addEventListener('wheel', (event) => {
      event.preventDefault();
      const key = keyOf(event);
      const factor = event.deltaY > 0 ? 1.25 : 0.8;
      const [from, to] = chart.range;
      const low = Math.max(chart.whole[0], key - (key - from) * factor);
      const high = Math.min(chart.whole[1], key + (to - key) * factor);
      if (high - low < (chart.whole[1] - chart.whole[0]) / 200) return;
      groupOf(chart).forEach((other) => { other.range = [low, high]; draw(other); point(other, key); });
    }, { passive: false });
  }

  function add(id, chart) {
    const card = document.getElementById(id);
    chart.index = charts.length;
    chart.svg = card.querySelector('svg');
    chart.readout = card.querySelector('.readout');
    chart.legend = chart.readout.textContent;
    chart.range = [...chart.whole];
    charts.push(chart);
    draw(chart);
    listen(chart);
  }

  const seconds = data.series.map((row) => row[0]);
  const column = (index) => data.series.map((row) => [row[0], row[index]]);
  const end = Math.max(...seconds, 0.001);
  // Nothing is to be seen of a warm-up, so a long one begins left of the chart.
  const time = { group: 'time', whole: [-Math.min(data.warmUp, 0.15 * end), end], keyWords: words.seconds };
  add('rate', { ...time, valueWords: words.rate, curves: [{ points: column(1), color: 'accent', dash: '' }] });
  add('latency', { ...time, log: true, valueWords: words.latency, curves: [
    { name: 'p50', points: column(3), color: 'p50', dash: '' },
    { name: 'p95', points: column(4), color: 'p95', dash: '6 3' },
    { name: 'p99', points: column(5), color: 'p99', dash: '8 3 2 3' }] });
  add('errors', { ...time, least: 1, valueWords: words.rate, curves: [{ points: column(2), color: 'failed', dash: '' }] });
  // The scale of HdrHistogram: each step of the axis is a further nine.
  const nines = (percent) => Math.log10(100 / (100 - percent));
  add('distribution', { group: 'distribution', log: true, valueWords: words.latency,
    whole: [0, Math.max(...data.distribution.map((row) => nines(row[0])), 0.001)],
    keyWords: (value) => words.percent(100 - 100 / 10 ** value),
    curves: [{ points: data.distribution.map((row) => [nines(row[0]), row[1]]), color: 'accent', dash: '' }] });
  window.addEventListener('resize', () => charts.forEach(draw));
})();
