// The answer: cards, how sure it is, and one large view. Everything that is written comes from the kernel; here it is only drawn.

const HATCHES = {
  "/": "M-2,10 L10,-2", "\\": "M-2,-2 L10,10", ".": "M4,4 m-1.3,0 a1.3,1.3 0 1,0 2.6,0 a1.3,1.3 0 1,0 -2.6,0",
  "x": "M-2,10 L10,-2 M-2,-2 L10,10", "|": "M4,-2 L4,10", "-": "M-2,4 L10,4",
};
const GREY = "#595959", FAINT = "#E6E6E6";
let instances = 0;

// Width of a text: Chinese characters are as wide as they are high, figures and a few letters wider than the rest.
function textWidth(text, size) {
  let width = 0;
  for (const c of String(text)) width += c.codePointAt(0) > 0x2e80 ? 1 : /[%mwMW]/.test(c) ? 0.96 : /[\d+\u2212]/.test(c) ? 0.66 : 0.56;
  return width * size;
}

// A text in lines no wider than the room there is for it, broken at spaces.
function linesOf(text, size, room) {
  const lines = [];
  for (const word of text.split(" ")) {
    const longer = lines.length ? `${lines.at(-1)} ${word}` : word;
    if (lines.length && textWidth(longer, size * 1.08) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function ticks(low, high, most) {
  const span = high - low || 1;
  const raw = span / Math.max(most, 1);
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((m) => m * power).find((s) => s >= raw * 0.999);
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++) found.push(k * step);
  return { values: found, decimals: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

function tickText(value, axis, decimals) {
  const shown = (value * axis.scale).toFixed(Math.max(0, decimals - (axis.scale === 100 ? 2 : 0)));
  return (Number(shown) === 0 ? shown.replace("-", "") : shown.replace("-", "\u2212")) + axis.suffix;
}

function marker(kind, x, y, r, colour, fill) {
  const paint = `fill="${fill ?? colour}" stroke="${fill && fill !== colour ? colour : "white"}" stroke-width="${fill && fill !== colour ? 1.6 : 1}"`;
  const path = {
    s: `M${-r},${-r}H${r}V${r}H${-r}Z`, "^": `M0,${-r * 1.2}L${r * 1.15},${r}H${-r * 1.15}Z`, v: `M0,${r * 1.2}L${r * 1.15},${-r}H${-r * 1.15}Z`,
    D: `M0,${-r * 1.3}L${r * 1.3},0L0,${r * 1.3}L${-r * 1.3},0Z`,
    X: `M${-r},${-r * 0.4}L${-r * 0.4},${-r}L0,${-r * 0.6}L${r * 0.4},${-r}L${r},${-r * 0.4}L${r * 0.6},0L${r},${r * 0.4}L${r * 0.4},${r}L0,${r * 0.6}L${-r * 0.4},${r}L${-r},${r * 0.4}L${-r * 0.6},0Z`,
  }[kind];
  return path ? `<path transform="translate(${x},${y})" d="${path}" ${paint}/>` : `<circle cx="${x}" cy="${y}" r="${r}" ${paint}/>`;
}

class Drawing {
  constructor(prefix, size) {
    this.prefix = prefix;
    this.size = size;
    this.parts = [];
    this.patterns = new Map();
  }

  text(x, y, words, more = "", size = this.size) {
    this.parts.push(`<text x="${x}" y="${y}" font-size="${size}" ${more}>${escape(words)}</text>`);
  }

  line(x1, y1, x2, y2, more = `stroke="${FAINT}"`) {
    this.parts.push(`<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" ${more}/>`);
  }

  fill(look) {
    if (!look.hatch) return look.colour;
    const key = look.colour + look.hatch;
    if (!this.patterns.has(key)) this.patterns.set(key, [`${this.prefix}-h${this.patterns.size}`, look]);
    return `url(#${this.patterns.get(key)[0]})`;
  }

  box(x, y, width, height, look, tip = "") {
    const told = tip ? ` data-tip="${escape(tip)}"` : "";
    this.parts.push(`<rect x="${x}" y="${y}" width="${Math.max(width, 0)}" height="${Math.max(height, 0)}" fill="${this.fill(look)}" stroke="white" stroke-width="0.6"${told}/>`);
  }

  svg(width, height, label) {
    const defs = [...this.patterns.values()].map(([id, look]) =>
      `<pattern id="${id}" width="8" height="8" patternUnits="userSpaceOnUse"><rect width="8" height="8" fill="${look.colour}"/>` +
      `<path d="${HATCHES[look.hatch] ?? ""}" stroke="white" stroke-width="1.2" fill="${look.hatch === "." ? "white" : "none"}"/></pattern>`);
    return `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escape(label)}" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">` +
      `<defs>${defs.join("")}</defs>${this.parts.join("")}</svg>`;
  }
}

// The range of all numbers of a panel, with its bounds, and room at the ends.
function reach(values, low, high) {
  const known = values.filter((v) => v !== null && v !== undefined);
  let least = Math.min(...known, low ?? Infinity), most = Math.max(...known, high ?? -Infinity);
  if (!(most > least)) [least, most] = [Math.min(least, 0) || 0, (Number.isFinite(most) ? most : 0) + 1];
  const room = (most - least) * 0.06;
  return [low ?? least - room, high ?? most + room];
}

function heading(d, panel, x, y) {
  if (panel.title) d.text(x, y + d.size, panel.title, 'font-weight="600"');
}

function drawLines(d, panel, x, y, w, h) {
  const s = d.size;
  heading(d, panel, x, y);
  const values = panel.series.flatMap((series) => series.points.flatMap((p) => [p.y, p.low, p.high]));
  const [low, high] = reach(values, panel.low, panel.high);
  const top = y + s * 2.1, bottom = y + h - s * (panel.below ? 3 : 1.9);
  const { values: marks, decimals } = ticks(low, high, Math.max(2, (bottom - top) / (s * 2.6)));
  const labels = marks.map((v) => tickText(v, panel.axis, decimals));
  const left = x + Math.max(...labels.map((t) => textWidth(t, s))) + s * 0.6;
  const right = x + w - Math.max(...panel.series.map((series) => textWidth(series.letter + " " + series.end, s))) - s * 1.2;
  const up = (v) => bottom - ((v - low) / (high - low)) * (bottom - top);
  const names = panel.names, gap = (right - left - s * 2) / Math.max(names.length - 1, 1);
  const across = (k) => (names.length > 1 ? left + s + k * gap : (left + right) / 2);
  marks.forEach((v, k) => {
    d.line(left, up(v), right, up(v));
    d.text(left - s * 0.4, up(v) + s * 0.35, labels[k], `text-anchor="end" fill="${GREY}"`);
  });
  if (panel.line !== undefined) d.line(left, up(panel.line), right, up(panel.line), `stroke="${GREY}" stroke-dasharray="2 3"`);
  const every = Math.max(1, Math.ceil(Math.max(...names.map((n) => textWidth(n, s))) / Math.max(gap - s * 0.4, 1)));
  names.forEach((name, k) => {
    if (k % every === 0) d.text(across(k), bottom + s * 1.5, name, 'text-anchor="middle"');
  });
  if (panel.below) d.text((left + right) / 2, bottom + s * 2.7, panel.below, `text-anchor="middle" fill="${GREY}"`);
  const count = panel.series.length;
  panel.series.forEach((series, place) => {
    const shift = (place - (count - 1) / 2) * Math.min(4, gap / 8);
    const points = series.points.filter((p) => p.y !== null);
    const path = points.map((p, k) => `${k ? "L" : "M"}${across(p.x) + shift},${up(p.y)}`).join("");
    d.parts.push(`<path d="${path}" fill="none" stroke="${series.colour}" stroke-width="2.2" stroke-dasharray="${series.dash}"/>`);
    for (const p of points) {
      const px = across(p.x) + shift;
      d.parts.push(`<g data-tip="${escape(p.tip)}">`);
      if (p.low !== null) {
        const bounds = [up(Math.min(p.high, high)), up(Math.max(p.low, low))];
        d.parts.push(`<path d="M${px},${bounds[0]}V${bounds[1]}M${px - 4},${bounds[0]}h8M${px - 4},${bounds[1]}h8" stroke="${series.colour}" stroke-width="1.6"/>`);
      }
      d.parts.push(marker(series.marker, px, up(p.y), s * 0.36, series.colour) + `<circle cx="${px}" cy="${up(p.y)}" r="${s}" fill="transparent"/></g>`);
    }
  });
  const ends = panel.series.map((series) => ({ series, y: series.points.at(-1).y })).filter((e) => e.y !== null);
  ends.sort((a, b) => b.y - a.y);
  let above = -Infinity;
  for (const { series, y: value } of ends) {
    above = Math.max(up(value), above + s * 1.15);
    d.text(right + s * 0.3, above + s * 0.35, `${series.letter} ${series.end}`, `fill="${inkOf(series.colour)}" font-weight="600"`);
  }
}

function drawWaterfall(d, panel, x, y, w, h) {
  const s = d.size, top = y + s * 3.2, bottom = y + h - s * 1.9, left = x + s * 3.4;
  heading(d, panel, x, y);
  const count = panel.steps.length + 2, column = (x + w - left) / count;
  const up = (v) => bottom - v * (bottom - top);
  for (const v of [0, 0.25, 0.5, 0.75, 1]) {
    d.line(left, up(v), x + w, up(v));
    d.text(left - s * 0.4, up(v) + s * 0.35, tickText(v, panel.axis, 2), `text-anchor="end" fill="${GREY}"`);
  }
  const solid = { colour: GREY, hatch: "" }, middle = (k) => left + (k + 0.5) * column, half = column * 0.32;
  d.box(middle(0) - half, up(1), 2 * half, up(0) - up(1), solid, panel.issued);
  d.text(middle(0), up(1) - s * 0.4, panel.issued, 'text-anchor="middle"');
  let standing = 1;
  panel.steps.forEach((step, k) => {
    const at = middle(k + 1);
    d.line(at - column + (k ? half : half), up(standing), at - half, up(standing), `stroke="${GREY}"`);
    for (const sign of [-1, 1]) {
      const from = sign < 0 ? at - half : at + half * 0.05;
      for (const part of step.parts) {
        if (Math.sign(part.value) !== sign) continue;
        const end = standing + part.value;
        d.box(from, up(Math.max(standing, end)), half * 0.95, Math.abs(up(end) - up(standing)), part, part.tip);
        standing = end;
      }
    }
    d.text(at, bottom + s * 1.4, step.name, 'text-anchor="middle"');
  });
  const last = middle(count - 1);
  d.line(last - column + half, up(standing), last - half, up(standing), `stroke="${GREY}"`);
  d.box(last - half, up(panel.value), 2 * half, up(0) - up(panel.value), solid, panel.delivered);
  d.text(Math.min(last, x + w - textWidth(panel.delivered, s) / 2), up(panel.value) - s * 0.4, panel.delivered, 'text-anchor="middle"');
}

function drawForest(d, panel, x, y, w, h) {
  const s = d.size, row = h / (panel.rows.length + 1.5);
  d.text(x, y + row * 0.75, panel.title, `fill="${GREY}"`, s * 0.92);
  const names = Math.max(...panel.rows.map((r) => textWidth(r.name, s))) * 1.08 + s;
  const tail = Math.max(...panel.rows.flatMap((r) => r.points.map((p) => textWidth(p.text, s)))) + s * 0.8;
  const left = x + Math.min(names, w * 0.55), right = x + w - tail;
  const [low, high] = reach(panel.rows.flatMap((r) => r.points.flatMap((p) => [p.y, p.low, p.high, 0])));
  const across = (v) => left + ((v - low) / (high - low)) * (right - left);
  const from = y + row, to = y + row * (panel.rows.length + 1);
  d.line(across(0), from, across(0), to, `stroke="${GREY}" stroke-width="1.4"`);
  panel.rows.forEach((r, k) => {
    const middle = from + (k + 0.5) * row;
    const room = left - x - s * 0.5, fits = textWidth(r.name, s) * 1.08 <= room, size = fits ? s : Math.min(s * 0.82, row * 0.52);
    const lines = fits ? [r.name] : linesOf(r.name, size, room);
    lines.forEach((line, at) => d.text(left - s * 0.5, middle + size * (0.35 + 0.95 * (at - (lines.length - 1) / 2)), line, 'text-anchor="end"', size));
    d.line(left, middle + row / 2, right, middle + row / 2);
    r.points.forEach((p, place) => {
      if (p.y === null) return;
      const spread = Math.min(row * 0.28, 6), py = middle + (place - (r.points.length - 1) / 2) * spread;
      d.parts.push(`<g data-tip="${escape(p.tip)}">`);
      if (p.low !== null) d.line(across(p.low), py, across(p.high), py, `stroke="${p.colour}" stroke-width="2"`);
      d.parts.push(marker(p.marker, across(p.y), py, Math.min(s * 0.36, row * 0.3), p.colour, p.fill));
      d.parts.push(`<rect x="${across(p.y) - s}" y="${py - row / 2}" width="${2 * s}" height="${row}" fill="transparent"/></g>`);
    });
    const told = r.points.length === 1 ? r.points[0].text : "";
    d.text(right + s * 0.5, middle + s * 0.35, told, `fill="${inkOf(r.points[0].colour)}"`);
  });
}

function drawBars(d, panel, x, y, w, h) {
  const s = d.size, names = Math.max(...panel.bars.map((b) => textWidth(b.name, s))) + s;
  const groups = panel.bars.filter((b) => b.first).length;
  const row = Math.min((h - s * 2.6) / (panel.bars.length + (groups - 1) * 0.5), s * 3);
  const most = Math.max(...panel.bars.map((b) => b.parts.reduce((sum, p) => sum + (p.value || 0), 0)), 1e-9);
  const left = x + names, right = x + w - s * 4.5;
  const across = (v) => left + (v / most) * (right - left);
  let at = y;
  const { values, decimals } = ticks(0, most, 6);
  const bottom = y + row * (panel.bars.length + (groups - 1) * 0.5);
  for (const v of values) {
    d.line(across(v), y, across(v), bottom);
    d.text(across(v), bottom + s * 1.2, tickText(v, panel.axis, decimals), `text-anchor="middle" fill="${GREY}"`);
  }
  d.text((left + right) / 2, bottom + s * 2.5, panel.below, `text-anchor="middle" fill="${GREY}"`);
  panel.bars.forEach((bar, k) => {
    if (bar.first && k) at += row * 0.5;
    d.text(left - s * 0.5, at + row / 2 + s * 0.35, bar.name, 'text-anchor="end"');
    let standing = 0;
    for (const part of bar.parts) {
      if (!part.value) continue;
      d.box(across(standing), at + row * 0.12, across(standing + part.value) - across(standing), row * 0.76, part, part.tip);
      standing += part.value;
    }
    d.text(across(standing) + s * 0.4, at + row / 2 + s * 0.35, bar.text);
    at += row;
  });
}

function drawScatter(d, panel, x, y, w, h) {
  const s = d.size, below = linesOf(panel.across, s, w * 0.85), top = y + s * 2, bottom = y + h - s * (2 + 1.2 * below.length);
  d.text(x, y + s, panel.up, 'font-weight="600"');
  const [low, high] = reach(panel.points.flatMap((p) => [p.y, p.low, p.high]));
  const [from, to] = reach(panel.points.flatMap((p) => [p.x, p.left, p.right]));
  const vertical = ticks(low, high, 5), flat = ticks(from, to, 4);
  const labels = vertical.values.map((v) => tickText(v, panel.axis, vertical.decimals));
  const left = x + Math.max(...labels.map((t) => textWidth(t, s)), s) + s * 0.6, right = x + w - s * 2.5;
  const up = (v) => bottom - ((v - low) / (high - low)) * (bottom - top);
  const across = (v) => left + ((v - from) / (to - from)) * (right - left);
  vertical.values.forEach((v, k) => {
    d.line(left, up(v), right, up(v));
    d.text(left - s * 0.4, up(v) + s * 0.35, labels[k], `text-anchor="end" fill="${GREY}"`);
  });
  for (const v of flat.values) {
    d.line(across(v), top, across(v), bottom);
    d.text(across(v), bottom + s * 1.3, tickText(v, panel.across_axis, flat.decimals), `text-anchor="middle" fill="${GREY}"`);
  }
  below.forEach((line, k) => d.text((left + right) / 2, bottom + s * (2.7 + 1.2 * k), line, 'text-anchor="middle" font-weight="600"'));
  for (const p of panel.points) {
    if (p.x === null || p.y === null) continue;
    d.parts.push(`<g data-tip="${escape(p.tip)}">`);
    if (p.low !== null) d.line(across(p.x), up(p.low), across(p.x), up(p.high), `stroke="${p.colour}" stroke-width="2"`);
    if (p.left !== null) d.line(across(p.left), up(p.y), across(p.right), up(p.y), `stroke="${p.colour}" stroke-width="2"`);
    d.parts.push(marker(p.marker, across(p.x), up(p.y), s * 0.45, p.colour));
    d.text(across(p.x) + s * 0.7, up(p.y) - s * 0.5, p.letter, `fill="${inkOf(p.colour)}" font-weight="600"`);
    d.parts.push(`<circle cx="${across(p.x)}" cy="${up(p.y)}" r="${s * 1.2}" fill="transparent"/></g>`);
  }
}

const DRAWERS = { lines: drawLines, waterfall: drawWaterfall, forest: drawForest, bars: drawBars, scatter: drawScatter };

// Groups of a forest differ in length: each goes to the column that is shorter so far.
function placeForest(panels, x, y, w, h, columns) {
  const filled = Array(columns).fill(0), placed = [];
  for (const panel of panels) {
    const column = filled.indexOf(Math.min(...filled));
    placed.push({ panel, column, from: filled[column] });
    filled[column] += panel.rows.length + 1.5;
  }
  const unit = h / Math.max(...filled), width = w / columns;
  return placed.map(({ panel, column, from }) => [panel, x + column * width, y + from * unit, width - 24, (panel.rows.length + 1.5) * unit]);
}

function placeGrid(panels, x, y, w, h) {
  const columns = panels.length > 1 ? 2 : 1, rows = Math.ceil(panels.length / columns);
  const width = w / columns, height = h / rows;
  return panels.map((panel, k) => [panel, x + (k % columns) * width, y + Math.floor(k / columns) * height, width - 20, height - 10]);
}

function draw(view, width, height, size, prefix) {
  const d = new Drawing(prefix, size);
  let top = 4;
  if (view.legend?.length) {
    let x = 4, y = 4;
    for (const entry of view.legend) {
      const wide = size * 2.2 + textWidth(entry.name, size);
      if (x + wide > width && x > 4) [x, y] = [4, y + size * 1.6];
      if (entry.marker) d.parts.push(marker(entry.marker, x + size * 0.5, y + size * 0.5, size * 0.36, entry.colour, entry.fill));
      else d.box(x, y, size * 1.1, size, entry);
      d.text(x + size * 1.5, y + size * 0.88, entry.name);
      x += wide + size;
    }
    top = y + size * 2;
  }
  const room = [4, top, width - 8, height - top - 4];
  const forest = view.panels[0]?.kind === "forest";
  const placed = forest ? placeForest(view.panels, ...room, width > 620 ? 2 : 1) : placeGrid(view.panels, ...room);
  for (const [panel, ...place] of placed) DRAWERS[panel.kind](d, panel, ...place);
  return d.svg(width, height, view.title);
}

function cardHtml(card) {
  const rows = card.rows.map((r) =>
    `<tr title="${escape(r.tip)}"><th scope="row" style="color:${inkOf(r.colour)}">${escape(r.letter)}</th><td class="cd-value">${escape(r.value)}</td>` +
    (r.difference ? `<td class="cd-diff cd-${r.verdict}"><b>${escape(r.difference)}</b> <span>${escape(r.width)}</span><span class="cd-hidden">${escape(r.verdict_name)}</span></td>` : "<td></td>") + "</tr>");
  return `<section class="cd-card" data-indicator="${escape(card.indicator)}" aria-label="${escape(card.name)}"><h3 title="${escape(card.name)} · ${escape(card.better)}"><span class="cd-name">${escape(card.name)}</span> ` +
    `<span aria-label="${escape(card.better)}">${card.arrow}</span></h3><table>${rows.join("")}</table></section>`;
}

function sureHtml(sure) {
  if (!sure) return "";
  return `<span class="cd-sure-text">${escape(sure.text)}</span><span class="cd-bar" aria-hidden="true"><i style="width:${Math.round(100 * sure.share)}%"></i></span>` +
    `<span class="cd-count">${escape(sure.count)}</span>`;
}

function render({ model, el }) {
  ownKeys(el);
  const prefix = `cd${instances++}`;
  el.classList.add("cd-charts");
  el.innerHTML = `<div class="cd-cards" aria-live="off"></div><div class="cd-sure" role="status"></div>
    <div class="cd-tabs" role="tablist"></div>
    <div class="cd-stage"><div class="cd-head"><h2 class="cd-message"></h2><button type="button" class="cd-large"></button></div>
    <div class="cd-plot" role="tabpanel" id="${prefix}-panel"></div><p class="cd-note"></p></div><div class="cd-tip" role="tooltip" hidden></div>`;
  const part = (name) => el.querySelector(`.cd-${name}`);
  const [cards, sure, tabs, stage, message, large, plot, note, tip] =
    ["cards", "sure", "tabs", "stage", "message", "large", "plot", "note", "tip"].map(part);

  function paintView() {
    const { view } = model.get("answer"), size = model.get("projector") ? 19 : 13;
    message.textContent = view?.title ?? "";
    note.textContent = view?.note ?? "";
    const width = plot.clientWidth, height = plot.clientHeight;
    if (!view?.panels?.length || width < 40 || height < 40) { plot.innerHTML = ""; return; }
    plot.innerHTML = draw(view, width, height, Math.min(size, Math.max(10.5, height / 28)), prefix);
  }

  function paintSure() {
    const waiting = model.get("waiting");
    repaint(sure, sureHtml(waiting.text ? waiting : model.get("answer").sure));
  }

  function paint() {
    const answer = model.get("answer");
    repaint(cards, (answer.cards ?? []).map(cardHtml).join(""));
    paintSure();
    el.dataset.serial = answer.serial ?? "";
    el.dataset.replications = answer.replications ?? 0;
    el.dataset.finished = String(Boolean(answer.finished));
    paintView();
    el.dataset.painted = String(performance.now());
  }

  function choose(name, focus) {
    model.set("tab", name);
    model.save_changes();
    if (focus) tabs.querySelector(`[data-tab="${CSS.escape(name)}"]`)?.focus();
  }

  function paintTabs() {
    const chosen = model.get("tab"), held = tabs.contains(document.activeElement);
    tabs.setAttribute("aria-label", model.get("words").tabs ?? "");
    repaint(tabs, model.get("tabs").map(({ id, label }) =>
      `<button type="button" role="tab" data-tab="${escape(id)}" aria-selected="${id === chosen}" aria-controls="${prefix}-panel" tabindex="${id === chosen ? 0 : -1}">${escape(label)}</button>`).join(""));
    if (held) tabs.querySelector('[aria-selected="true"]')?.focus();
    const own = model.get("tabs").find(({ id }) => id === chosen)?.own ?? true;
    stage.hidden = !own;
    el.classList.toggle("cd-elsewhere", !own);
  }

  function paintWords() {
    const words = model.get("words"), open = el.classList.contains("cd-open");
    large.textContent = open ? words.close : words.large;
    el.classList.toggle("cd-projector", model.get("projector"));
    el.lang = model.get("lang") === "zh" ? "zh-CN" : "en";
  }

  function enlarge(open) {
    el.classList.toggle("cd-open", open);
    paintWords();
    requestAnimationFrame(paintView);
    large.focus();
  }

  tabs.addEventListener("click", (event) => event.target.dataset.tab && choose(event.target.dataset.tab, false));
  tabs.addEventListener("keydown", (event) => {
    const names = model.get("tabs").map(({ id }) => id), step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    choose(names[(names.indexOf(model.get("tab")) + step + names.length) % names.length], true);
  });
  large.addEventListener("click", () => enlarge(!el.classList.contains("cd-open")));
  el.addEventListener("keydown", (event) => event.key === "Escape" && el.classList.contains("cd-open") && enlarge(false));
  plot.addEventListener("pointermove", (event) => {
    const told = event.target.closest?.("[data-tip]");
    tip.hidden = !told;
    if (!told) return;
    tip.textContent = told.dataset.tip;
    const box = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, innerWidth - box.width - 8))}px`;
    tip.style.top = `${Math.max(4, event.clientY - box.height - 10)}px`;
  });
  plot.addEventListener("pointerleave", () => (tip.hidden = true));
  const watch = new ResizeObserver(() => paintView());
  watch.observe(plot);
  const listen = { "change:answer": paint, "change:waiting": paintSure, "change:tabs": paintTabs, "change:tab": paintTabs, "change:words": () => { paintWords(); paintTabs(); }, "change:projector": () => { paintWords(); paintView(); } };
  for (const [event, call] of Object.entries(listen)) model.on(event, call);
  paintWords();
  paintTabs();
  paint();
  return () => {
    watch.disconnect();
    for (const [event, call] of Object.entries(listen)) model.off(event, call);
  };
}

export default { render };
