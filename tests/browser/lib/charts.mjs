// Finds what is in the way of something else in the pictures of a page's flowcharts, as Chromium draws them.

/** Runs in the page. Returns a line for each fault, and how many charts, boxes and texts were looked at. */
export function faultsOfCharts() {
  /** How much of two pixels may be told apart. */
  const APART = 0.5;
  /** From the line on which letters stand, in parts of their size: up to the top of a capital with an accent, down to a tail. */
  const UP = 0.8;
  const DOWN = 0.21;
  const faults = [];
  const seen = { charts: 0, boxes: 0, texts: 0 };

  const boundsOf = (element) => {
    const { x, y, width, height } = element.getBBox();
    return { left: x, top: y, right: x + width, bottom: y + height };
  };
  const letters = (text) => {
    const { left, right } = boundsOf(text);
    const size = parseFloat(getComputedStyle(text).fontSize);
    const line = Number(text.getAttribute('y'));
    return { left, right, top: line - UP * size, bottom: line + DOWN * size };
  };
  const overlap = (one, other) =>
    one.left + APART < other.right && other.left + APART < one.right && one.top + APART < other.bottom && other.top + APART < one.bottom;
  const holds = (one, other) =>
    one.left - APART <= other.left && one.right + APART >= other.right && one.top - APART <= other.top && one.bottom + APART >= other.bottom;
  const corners = ({ left, right, top, bottom }) => [[left, top], [right, top], [left, bottom], [right, bottom]];

  for (const svg of document.querySelectorAll('svg.chart')) {
    seen.charts += 1;
    const name = svg.querySelector('title').textContent;
    const fault = (what) => faults.push(`${name}: ${what}`);
    const { width, height } = svg.viewBox.baseVal;
    const whole = { left: 0, top: 0, right: width, bottom: height };
    const drawn = svg.getBoundingClientRect();
    if (Math.abs(drawn.width - width) > APART || Math.abs(drawn.height - height) > APART) fault('the picture is scaled');

    // A box is its shape and the lines of text that follow it.
    const boxes = [];
    for (const element of svg.querySelectorAll('.chart-box, .chart-decision, .chart-end, .chart-text')) {
      if (!element.matches('.chart-text')) boxes.push({ shape: element, bounds: boundsOf(element), texts: [] });
      else boxes.at(-1).texts.push(element);
    }
    const labels = [...svg.querySelectorAll('.chart-label, .chart-lane-title')];
    const bands = [...svg.querySelectorAll('.chart-band, .chart-lane-band')].map(boundsOf);
    seen.boxes += boxes.length;
    for (const [at, { shape, bounds, texts }] of boxes.entries()) {
      const words = texts.map((text) => text.textContent).join(' ');
      seen.texts += texts.length;
      if (!holds(whole, bounds)) fault(`“${words}” is out of the picture`);
      for (const other of boxes.slice(at + 1)) {
        if (overlap(bounds, other.bounds)) fault(`“${words}” overlaps another box`);
      }
      for (const text of texts) {
        const isInside = ([x, y]) => shape.isPointInFill(Object.assign(svg.createSVGPoint(), { x, y }));
        if (!corners(letters(text)).every(isInside)) fault(`“${text.textContent}” is out of its ${shape.getAttribute('class')}`);
      }
      for (const label of labels) {
        if (overlap(bounds, letters(label))) fault(`the label “${label.textContent}” is on the box “${words}”`);
      }
    }
    for (const [at, label] of labels.entries()) {
      seen.texts += 1;
      const space = letters(label);
      if (!holds(whole, space)) fault(`the label “${label.textContent}” is out of the picture`);
      if (label.matches('.chart-label') && !bands.some((band) => band.left <= space.left + APART && band.right >= space.right - APART)) {
        fault(`the label “${label.textContent}” is wider than its band`);
      }
      for (const other of labels.slice(at + 1)) {
        if (overlap(space, letters(other))) fault(`the labels “${label.textContent}” and “${other.textContent}” overlap`);
      }
    }
  }
  return { faults, seen };
}
