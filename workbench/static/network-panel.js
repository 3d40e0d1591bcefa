// One scenario's map: lines behind, discs between, what is marked in front.

import { intoElement, filled, valueText, numberText } from "./network-format.js";
import { Frames, meanOf, valueOf } from "./network-frames.js";
import { FONT, GUTTER, drawFound, drawNames, drawSelected, shortenedTo } from "./network-marks.js";
import { Raster } from "./network-raster.js";

const LINES_AT_MOST = 120;
const BREAK_COLOUR = "#D55E00";
const CRITICAL_COLOUR = "#0072B2";

export class MapPanel {
  constructor(parent, state) {
    this.state = state;
    this.box = intoElement(parent, "figure", { class: "nm-panel" });
    this.heading = intoElement(this.box, "figcaption", { class: "nm-heading" });
    this.title = intoElement(this.heading, "strong");
    this.note = intoElement(this.heading, "span", { class: "nm-note" });
    this.stage = intoElement(this.box, "div", { class: "nm-stage", tabindex: "0", role: "application" });
    this.behind = intoElement(this.stage, "canvas", { "aria-hidden": "true" });
    this.middle = intoElement(this.stage, "canvas", { "aria-hidden": "true", class: "nm-discs" });
    this.front = intoElement(this.stage, "canvas", { "aria-hidden": "true" });
    this.names = intoElement(this.stage, "canvas", { "aria-hidden": "true" });
    this.shortened = new Map();
    this.drawn = 0;
    this.markedWeek = -1;
  }

  give(panel, structure) {
    this.panel = panel;
    this.structure = structure;
    this.frames = {};
    this.bytes = new Uint8Array(structure.count);
    this.breaks = new Frames(panel.broken, structure);
    this.breaksNow = new Uint8Array(structure.count);
    this.ringed = new Uint8Array(structure.count);
  }

  framesOf(quantity) {
    if (!this.frames[quantity]) this.frames[quantity] = new Frames(this.panel.frames[quantity], this.structure);
    return this.frames[quantity];
  }

  resize(width, height, ratio) {
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    for (const canvas of [this.behind, this.middle, this.front, this.names]) {
      canvas.width = Math.round(width * ratio);
      canvas.height = Math.round(height * ratio);
      canvas.style.width = width + "px";
      canvas.style.height = height + "px";
    }
    this.stage.style.height = height + "px";
    this.raster = new Raster(this.middle.getContext("2d", { willReadFrequently: true }), this.middle.width, this.middle.height);
  }

  // From the map to the screen, in pixels of the page.
  at(unit) {
    const { layout, view } = this.state;
    return [GUTTER + (layout.x[unit] - view.x) * view.zoom, (layout.y[unit] - view.y) * view.zoom];
  }

  // After a change of layout, view or size: everything anew.
  arrange(resting = true) {
    const { layout, view } = this.state;
    const discs = [];
    for (const band of layout.bands) {
      for (const unit of band.units) {
        const [x, y] = this.at(unit);
        if (x < GUTTER - 30 || x > this.width + 30 || y < -30 || y > this.height + 30) continue;
        const size = layout.size[unit] * view.zoom * this.ratio;
        discs.push({ unit, x: x * this.ratio, y: y * this.ratio, size });
      }
    }
    this.raster.place(discs);
    this.raster.context.clearRect(0, 0, this.middle.width, this.middle.height);
    this.onScreen = discs.length;
    this.mark(resting);
  }

  cleared(canvas) {
    const context = canvas.getContext("2d");
    context.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
    context.clearRect(0, 0, this.width, this.height);
    return context;
  }

  // What does not change from week to week: names, what was found, what is selected. The week's marks follow with the next frame.
  mark(resting = true) {
    this.markedWeek = -1;
    this.drawBehind(resting);
    const context = this.cleared(this.names);
    context.save();
    context.beginPath();
    context.rect(GUTTER, 0, this.width - GUTTER, this.height);
    context.clip();
    drawNames(this, context);
    drawFound(this, context);
    drawSelected(this, context);
    context.restore();
  }

  drawBehind(resting) {
    const context = this.cleared(this.behind), { layout, view } = this.state, { superior } = this.structure;
    layout.bands.forEach((band, place) => {
      const top = (band.top - 6 - view.y) * view.zoom, tall = (band.tall + 12) * view.zoom;
      context.fillStyle = place % 2 ? "#fafafa" : "#f3f5f7";
      context.fillRect(GUTTER, top, this.width, tall);
    });
    if (resting) {
      context.strokeStyle = `rgba(90, 90, 90, ${this.onScreen > 3000 ? 0.16 : this.onScreen > 500 ? 0.24 : 0.45})`;
      context.lineWidth = this.onScreen > 3000 ? 0.5 : 0.8;
      context.beginPath();
      for (const band of layout.bands) {
        for (const unit of band.units) if (unit > 0 && !layout.hangs[unit]) this.tracePath(context, superior[unit], unit);
      }
      context.stroke();
    }
    if (this.state.showCritical) this.drawCritical(context);
    this.ringClosed(context);
  }

  tracePath(context, above, unit) {
    const { layout, view } = this.state, half = view.zoom / 2;
    let [x0, y0] = this.at(above), [x1, y1] = this.at(unit);
    y0 += layout.size[above] * half;
    y1 -= layout.size[unit] * half;
    if (Math.max(x0, x1) < GUTTER || Math.min(x0, x1) > this.width) return;
    const middle = (y0 + y1) / 2;
    context.moveTo(x0, y0);
    context.bezierCurveTo(x0, middle, x1, middle, x1, y1);
  }

  ringClosed(context) {
    const { layout, view } = this.state;
    context.strokeStyle = "#404040";
    context.lineWidth = 1.5;
    for (const unit of this.state.closed) {
      const [x, y] = this.at(unit);
      context.beginPath();
      context.arc(x, y, (layout.size[unit] * view.zoom) / 2 + 0.9, 0, 2 * Math.PI);
      context.stroke();
    }
  }

  // Called for every frame of the animation.
  draw(week) {
    const { quantity, scales, closed, colours } = this.state;
    this.framesOf(quantity).fill(week, closed, this.bytes);
    const whole = Math.floor(week + 1e-6), fresh = whole !== this.markedWeek;
    if (fresh) this.findBreaks(whole);
    this.raster.paint(this.bytes, colours, this.ringed);
    this.drawn += 1;
    if (!fresh) return;
    this.markedWeek = whole;
    const context = this.cleared(this.front);
    context.save();
    context.beginPath();
    context.rect(GUTTER, 0, this.width - GUTTER, this.height);
    context.clip();
    this.drawBreaks(context);
    context.restore();
    this.drawBandLabels(context, scales[quantity]);
    this.writeNote(scales[quantity]);
  }

  // What broke this week: a ring where units stand in columns and lines would run over others, else a dashed line.
  findBreaks(week) {
    const { layout, showBroken } = this.state, now = this.breaksNow;
    this.breaks.fill(week, [], now);
    this.ringed.fill(0);
    this.dashed = [];
    if (!showBroken) return;
    for (const band of layout.bands) {
      const inColumns = band.stacked || band.units.length > LINES_AT_MOST;
      for (const unit of band.units) {
        if (unit === 0 || now[unit] === 0) continue;
        if (inColumns) this.ringed[unit] = 1;
        else this.dashed.push(unit);
      }
    }
  }

  drawBreaks(context) {
    const { superior } = this.structure;
    context.strokeStyle = BREAK_COLOUR;
    context.setLineDash([5, 3]);
    for (const unit of this.dashed) {
      context.lineWidth = Math.min(1.2 + 0.6 * this.breaksNow[unit], 4);
      context.beginPath();
      this.tracePath(context, superior[unit], unit);
      context.stroke();
    }
    context.setLineDash([]);
  }

  drawCritical(context) {
    const { layout } = this.state;
    context.strokeStyle = CRITICAL_COLOUR;
    context.lineWidth = 2.4;
    for (const line of this.panel.critical) {
      if (!layout.visible[line.unit] || !layout.visible[line.source]) continue;
      context.beginPath();
      this.tracePath(context, line.source, line.unit);
      context.stroke();
    }
  }

  drawBandLabels(context, scale) {
    const { layout, view, lang, words } = this.state, { headcount, bands } = this.structure;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, GUTTER, this.height);
    context.textAlign = "left";
    context.textBaseline = "middle";
    for (const band of layout.bands) {
      const middle = (band.top + band.tall / 2 - view.y) * view.zoom;
      const upper = Math.max((band.top - view.y) * view.zoom + 20, 24);
      const lower = Math.min((band.top + band.tall - view.y) * view.zoom - 20, this.height - 24);
      const y = view.zoom === 1 ? middle : Math.min(Math.max(middle, upper), lower);
      if (y < 8 || y > this.height - 8 || upper > this.height) continue;
      const number = band.units.length;
      context.fillStyle = "#111";
      context.font = `600 12.5px ${FONT}`;
      context.fillText(shortenedTo(context, bands[band.number][lang], GUTTER - 10), 2, y - 15);
      context.font = `11.5px ${FONT}`;
      context.fillStyle = "#444";
      context.fillText(number === 1 ? words.unit : filled(words.units, { count: numberText(number, 0) }), 2, y + 1);
      if (this.panel.note) continue;
      const mean = meanOf(this.bytes, band.units, headcount, scale);
      context.fillText(filled(words.mean, { value: valueText(mean, scale.form, lang) }), 2, y + 16);
    }
  }

  writeNote(scale) {
    const { words, lang } = this.state;
    const known = scale.known[this.state.panels.indexOf(this)];
    const { total, open } = this.panel.broken, week = this.markedWeek;
    const text = this.panel.note ? this.panel.note[lang] : known
      ? filled(words.broken_now, { count: numberText(total[week], 0), open: numberText(open[week], 0) }) : words.unavailable;
    if (this.noteText !== text) this.note.textContent = this.noteText = text;
  }

  relabel() {
    const { lang, words } = this.state;
    this.title.textContent = this.panel.title[lang];
    this.stage.setAttribute("aria-label", filled(words.map, { title: this.panel.title[lang] }) + ". " + words.keys);
    this.markedWeek = -1;
  }

  // The unit under a point of the page, or -1.
  unitAt(x, y) {
    const { layout, view } = this.state;
    let best = -1, least = Infinity;
    for (const band of layout.bands) {
      for (const unit of band.units) {
        const [cx, cy] = this.at(unit);
        const distance = Math.hypot(cx - x, cy - y);
        if (distance < least && distance < Math.max((layout.size[unit] * view.zoom) / 2, 7)) {
          least = distance;
          best = unit;
        }
      }
    }
    return best;
  }

  valueText(unit) {
    const { quantity, scales, lang } = this.state;
    return valueText(valueOf(this.bytes[unit], scales[quantity]), scales[quantity].form, lang);
  }
}
