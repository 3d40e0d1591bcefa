// One journey as a chart: a row a unit from the top to the doorstep, weeks to the right.

import { intoElement, filled, numberText } from "./network-format.js";

const INK = { wait: "#B36B00", work: "#0072B2", broken: "#D55E00", found: "#00795A", meeting: "#595959", hand: "#222222" };
const ROW = 54, HALF = 10, TOP = 12, FOOT = 34, LEFT = 168, RIGHT = 86;

export function spanOf(panels) {
  const told = panels.filter((panel) => panel.stops.length);
  const from = Math.min(...told.map((panel) => panel.issued)), to = Math.max(...told.map((panel) => panel.end));
  return { from, to: Math.max(to, from + 0.5) };
}

export class JourneyChart {
  constructor(parent, panel, span, wide, words, lang) {
    Object.assign(this, { panel, span, words, lang, wide });
    const tall = TOP + panel.stops.length * ROW + FOOT;
    this.svg = intoElement(parent, "svg", { viewBox: `0 0 ${wide} ${tall}`, width: wide, height: tall, class: "nm-timeline",
      role: "img", "aria-label": filled(words.chart, { number: panel.directive + 1, unit: panel.stops.at(-1).name })
        + ". " + panel.finding[lang] });
    this.defineHatch();
    this.drawAxis(tall);
    panel.stops.forEach((stop, row) => this.drawStop(stop, row));
    panel.stops.forEach((stop, row) => this.drawHandover(stop, row));
    panel.stops.forEach((stop, row) => this.drawBreaks(stop, row));
  }

  x(week) {
    return LEFT + ((week - this.span.from) / (this.span.to - this.span.from)) * (this.wide - LEFT - RIGHT);
  }

  y(row) {
    return TOP + row * ROW + ROW / 2;
  }

  defineHatch() {
    const defs = intoElement(this.svg, "defs");
    this.hatch = "nm-hatch-" + Math.random().toString(36).slice(2);
    const pattern = intoElement(defs, "pattern", { id: this.hatch, width: 6, height: 6, patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)" });
    intoElement(pattern, "rect", { width: 6, height: 6, fill: "#fff" });
    intoElement(pattern, "rect", { width: 2, height: 6, fill: INK.wait });
  }

  drawAxis(tall) {
    const { from, to } = this.span, bottom = tall - FOOT;
    const step = [0.25, 0.5, 1, 2, 5, 10, 20].find((one) => (to - from) / one <= 12) || 52;
    for (let week = Math.ceil(from / step) * step; week <= to + 1e-9; week += step) {
      const x = this.x(week);
      intoElement(this.svg, "line", { x1: x, x2: x, y1: TOP, y2: bottom, stroke: "#E6E6E6" });
      intoElement(this.svg, "text", { x, y: bottom + 14, "text-anchor": "middle", class: "nm-tick" },
        numberText(week, step < 0.5 ? 2 : step < 1 ? 1 : 0));
    }
    intoElement(this.svg, "text", { x: LEFT, y: bottom + 30, class: "nm-tick" }, this.words.axis);
  }

  bar(from, to, row, look, title) {
    const rect = intoElement(this.svg, "rect", { x: this.x(from), y: this.y(row) - HALF,
      width: Math.max(this.x(to) - this.x(from), 1.5), height: 2 * HALF, ...look });
    intoElement(rect, "title", {}, title);
  }

  mark(shape, week, row, lift, colour, title) {
    const x = this.x(week), y = this.y(row) + lift;
    const points = { triangle: [[0, -6], [5.5, 4], [-5.5, 4]], diamond: [[0, -7], [7, 0], [0, 7], [-7, 0]] }[shape];
    const made = shape === "cross"
      ? intoElement(this.svg, "path", { d: `M${x - 5} ${y - 5}L${x + 5} ${y + 5}M${x - 5} ${y + 5}L${x + 5} ${y - 5}`,
        stroke: colour, "stroke-width": 3.4, "stroke-linecap": "round" })
      : intoElement(this.svg, "polygon", { points: points.map(([dx, dy]) => `${x + dx},${y + dy}`).join(" "), fill: colour,
        stroke: "#fff", "stroke-width": 1 });
    made.classList.add("nm-" + shape);
    intoElement(made, "title", {}, title);
  }

  drawStop(stop, row) {
    const { words, lang } = this, y = this.y(row), at = (week) => filled(words.at, { week: numberText(week, 1) });
    const names = nameLines(stop.name), lift = 8 * (names.length - 1);
    names.forEach((line, k) => {
      const text = intoElement(this.svg, "text", { x: LEFT - 14, y: y - 4 - lift + 15 * k, "text-anchor": "end", class: "nm-name" }, line);
      if (line.endsWith("…")) intoElement(text, "title", {}, stop.name);
    });
    intoElement(this.svg, "text", { x: LEFT - 14, y: y + 12 + lift, "text-anchor": "end", class: "nm-tick" }, stop.level[lang]);
    for (const week of stop.meetings) {
      const tick = intoElement(this.svg, "line", { x1: this.x(week), x2: this.x(week), y1: y + 14, y2: y + 21,
        stroke: INK.meeting, "stroke-width": 1.4 });
      intoElement(tick, "title", {}, `${words.meeting}, ${at(week)}`);
    }
    const end = this.panel.end;
    if (stop.received !== null) {
      const begun = stop.begun === null ? end : stop.begun;
      if (begun > stop.received) this.bar(stop.received, begun, row,
        { fill: `url(#${this.hatch})`, stroke: INK.wait, class: "nm-waited" }, `${words.waiting}, ${at(stop.received)}`);
    }
    if (stop.begun !== null) this.bar(stop.begun, stop.done === null ? end : stop.done, row,
      { fill: INK.work, class: "nm-worked" }, `${words.work}, ${at(stop.begun)}`);
    for (const [week, gain] of stop.restored) {
      if (gain > 0) this.mark("triangle", week, row, -HALF - 7, INK.found,
        `${filled(words.said_restored, { points: numberText(100 * gain, 1) })}, ${at(week)}`);
    }
    if (stop.done !== null) {
      intoElement(this.svg, "text", { x: this.x(stop.done) + 7, y: y + 5, class: "nm-left" },
        filled(words.left, { share: numberText(100 * stop.substance, 0) }));
    }
  }

  drawBreaks(stop, row) {
    const { words } = this, y = this.y(row);
    for (const broken of stop.breaks) {
      const until = broken.found !== null ? broken.found : stop.received === null ? this.panel.end : stop.received;
      intoElement(this.svg, "line", { x1: this.x(broken.time), x2: this.x(until), y1: y, y2: y, stroke: INK.broken,
        "stroke-width": 2.4, "stroke-dasharray": "3 4" });
      this.mark("cross", broken.time, row, 0, INK.broken, words.broken);
      if (broken.found === null) continue;
      const kind = words.checkpoints[broken.found_by] || broken.found_by.replaceAll("_", " ");
      this.mark("diamond", broken.found, row, 0, INK.found, `${words.found}: ${kind}`);
      intoElement(this.svg, "text", { x: this.x(broken.found), y: y - 13, "text-anchor": "middle", class: "nm-kind" }, kind);
    }
  }

  drawHandover(stop, row) {
    const rows = new Map(this.panel.stops.map((one, place) => [one.unit, place]));
    const started = new Map();
    for (const broken of stop.breaks) {
      if (rows.has(broken.source)) {
        this.arrow(this.x(broken.time), this.y(rows.get(broken.source)) + HALF, this.x(broken.time), this.y(row) - 8, INK.broken);
      }
      if (broken.found !== null) started.set(broken.line, broken.found);
    }
    if (stop.received === null || !rows.has(stop.source)) return;
    const above = this.panel.stops[rows.get(stop.source)];
    if (above.done === null) return;
    const again = started.get(stop.line);
    // What was found is handed over again from there.
    if (again !== undefined) this.arrow(this.x(again), this.y(row), this.x(stop.received), this.y(row), INK.hand);
    else this.arrow(this.x(above.done), this.y(rows.get(stop.source)) + HALF, this.x(stop.received), this.y(row) - HALF, INK.hand);
  }

  arrow(x0, y0, x1, y1, colour) {
    const long = Math.hypot(x1 - x0, y1 - y0);
    if (long < 2) return;
    const [ux, uy] = [(x1 - x0) / long, (y1 - y0) / long];
    intoElement(this.svg, "line", { x1: x0, y1: y0, x2: x1 - ux * 6, y2: y1 - uy * 6, stroke: colour, "stroke-width": 1.4 });
    const points = [[x1, y1], [x1 - 8 * ux + 4 * uy, y1 - 8 * uy - 4 * ux], [x1 - 8 * ux - 4 * uy, y1 - 8 * uy + 4 * ux]];
    intoElement(this.svg, "polygon", { points: points.map((one) => one.join(",")).join(" "), fill: colour });
  }
}

// Lines of eleven Chinese characters or twice as many letters, broken at spaces where there are some; what is more than two is cut.
export function nameLines(name) {
  const room = 22, lines = [""];
  const widthOf = (text) => [...text].reduce((sum, letter) => sum + (/[\u2e80-\uffef]/.test(letter) ? 2 : 1), 0);
  for (const part of name.split(/(?<=\s)|(?=[\u2e80-\uffef])/)) {
    for (const piece of widthOf(part) > room ? [...part] : [part]) {
      if (widthOf((lines.at(-1) + piece).trimEnd()) > room) lines.push("");
      lines[lines.length - 1] += piece;
    }
  }
  const told = lines.map((line) => line.trim());
  return told.length <= 2 ? told : [told[0], told[1].slice(0, -1) + "…"];
}

export function drawLegend(parent, words) {
  const entries = [
    ["waiting", (box) => intoElement(box, "i", { class: "nm-mark-wait" })],
    ["work", (box) => intoElement(box, "i", { style: `background: ${INK.work}` })],
    ["handed", (box) => intoElement(box, "b", { style: `color: ${INK.hand}` }, "→")],
    ["broken", (box) => intoElement(box, "b", { style: `color: ${INK.broken}` }, "✕ ┄")],
    ["found", (box) => intoElement(box, "b", { style: `color: ${INK.found}` }, "◆")],
    ["restored", (box) => intoElement(box, "b", { style: `color: ${INK.found}` }, "▲")],
    ["meeting", (box) => intoElement(box, "b", { style: `color: ${INK.meeting}` }, "|")],
  ];
  for (const [name, draw] of entries) {
    const item = intoElement(parent, "span", { class: "nm-swatch" });
    draw(item).setAttribute("aria-hidden", "true");
    intoElement(item, "span", {}, words[name]);
  }
}
