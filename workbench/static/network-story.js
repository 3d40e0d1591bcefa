// What became of one unit, scenario beside scenario.

import { intoElement, filled, numberText } from "./network-format.js";

const LOSS = "#D55E00";
const WON = "#009E73";
const ROWS_AT_MOST = 14;

export class Story {
  constructor(parent, state) {
    this.state = state;
    this.weekly = [];
    this.box = intoElement(parent, "section", { class: "nm-story", hidden: "" });
  }

  show() {
    const { model, structure, words, lang, selected } = this.state;
    const story = model.get("story");
    const known = selected >= 0 && story && story.id === structure.ids[selected];
    this.box.hidden = !known;
    this.weekly = [];
    if (!known) return;
    this.box.replaceChildren();
    this.box.setAttribute("aria-label", structure.names[selected]);
    this.writeHead(selected);
    const columns = intoElement(this.box, "div", { class: "nm-columns" });
    story.panels.forEach((panel, place) => {
      const column = intoElement(columns, "div", { class: "nm-column" });
      intoElement(column, "h4", {}, this.state.panels[place].panel.title[lang]);
      this.writeSummary(column, panel.counts);
      this.drawLosses(column, panel, story.root);
      this.drawPeople(column, panel.people);
      this.writeLedger(column, panel);
    });
    this.showWeek();
  }

  writeHead(unit) {
    const { structure, words, lang } = this.state;
    const head = intoElement(this.box, "header", { class: "nm-story-head" });
    const name = intoElement(head, "h3", {}, structure.names[unit]);
    if (structure.names[unit] !== structure.ids[unit]) intoElement(name, "small", {}, " " + structure.ids[unit]);
    const below = structure.below[unit];
    const facts = [structure.bands[structure.band[unit]][lang],
      filled(words.headcount, { count: numberText(structure.headcount[unit], 0) })];
    if (below > 0) facts.push(filled(words.below, { count: numberText(below, 0) }));
    intoElement(head, "p", { class: "nm-facts" }, facts.join(" · "));
    const buttons = intoElement(head, "div", { class: "nm-buttons" });
    const button = (text, action) => {
      const made = intoElement(buttons, "button", { type: "button" }, text);
      made.addEventListener("click", action);
    };
    if (structure.first[unit] >= 0) {
      const open = this.state.layout.open[unit];
      button(open ? words.close_below : words.open_below, () => this.state.actions.toggle(unit));
    }
    if (below > 0 && unit > 0) {
      button(filled(words.enter, { count: numberText(below, 0) }), () => this.state.actions.enter(structure.ids[unit]));
    }
    button(words.close, () => this.state.actions.select(-1));
  }

  writeSummary(column, counts) {
    const { words } = this.state, shown = {};
    for (const [name, value] of Object.entries(counts)) {
      shown[name] = value === null ? "–" : numberText(value, name === "wait" || name === "delay" ? 1 : 0);
    }
    intoElement(column, "p", {}, filled(words.summary, shown) + " " + filled(words.times, shown));
  }

  drawLosses(column, panel, root) {
    const { words } = this.state;
    intoElement(column, "h5", {}, words.losses);
    const rows = [{ text: root ? words.issued_to : words.handed, from: 0, to: panel.handed, colour: "#595959" }];
    let level = panel.handed;
    for (const { cause, share } of panel.losses) {
      if (Math.abs(share) < 0.0005) continue;
      rows.push({ text: words.causes[cause], from: level, to: level + share, colour: share < 0 ? LOSS : WON, signed: true });
      level += share;
    }
    rows.push({ text: words.delivered, from: 0, to: panel.delivered, colour: "#0072B2" });
    const tall = 21, left = 176, wide = 190;
    const svg = intoElement(column, "svg", {
      viewBox: `0 0 ${left + wide + 60} ${rows.length * tall + 2}`, class: "nm-losses", role: "img",
      "aria-label": rows.map((row) => `${row.text} ${this.points(row)}`).join(", "),
    });
    rows.forEach((row, place) => {
      const y = place * tall + 2, x0 = left + wide * Math.min(row.from, row.to), x1 = left + wide * Math.max(row.from, row.to);
      intoElement(svg, "text", { x: left - 6, y: y + 13, "text-anchor": "end" }, row.text);
      intoElement(svg, "rect", { x: x0, y, width: Math.max(x1 - x0, 1), height: tall - 6, fill: row.colour });
      intoElement(svg, "text", { x: x1 + 4, y: y + 13 }, this.points(row));
    });
  }

  points(row) {
    return numberText(100 * (row.to - (row.signed ? row.from : 0)), 1, row.signed) + (row.signed ? "" : "%");
  }

  drawPeople(column, people) {
    const { words } = this.state;
    intoElement(column, "h5", {}, words.people);
    if (!people.skill) return void intoElement(column, "p", {}, words.no_people);
    const table = intoElement(column, "table", { class: "nm-people" });
    for (const name of ["skill", "motivation", "strain"]) {
      const row = intoElement(table, "tr");
      intoElement(row, "th", { scope: "row" }, words[name]);
      const cell = intoElement(row, "td"), values = people[name], high = Math.max(1, ...values);
      const svg = intoElement(cell, "svg", { viewBox: "0 0 90 24", class: "nm-spark", "aria-hidden": "true" });
      const points = values.map((value, place) => [4 + (82 * place) / (values.length - 1 || 1), 21 - (18 * value) / high]);
      intoElement(svg, "polyline", { points: points.map((point) => point.join(",")).join(" "), fill: "none",
        stroke: "#0072B2", "stroke-width": 1.6 });
      for (const [x, y] of points) intoElement(svg, "circle", { cx: x, cy: y, r: 2, fill: "#0072B2" });
      intoElement(row, "td", {}, values.map((value) => numberText(value, 2)).join(" → "));
    }
  }

  writeLedger(column, panel) {
    const head = intoElement(column, "h5");
    const list = intoElement(column, "ul", { class: "nm-ledger" });
    this.weekly.push({ head, list, panel });
  }

  // The ledger of the week on the screen.
  showWeek() {
    const { words } = this.state, week = Math.floor(this.state.week + 1e-6);
    for (const { head, list, panel } of this.weekly) {
      head.textContent = filled(words.of_week, { week: week + 1 });
      const rows = panel.rows.filter((row) => row[0] >= week && row[0] < week + 1);
      const items = rows.slice(0, ROWS_AT_MOST).map((row) => this.eventText(row, panel.checkpoints));
      if (!rows.length) items.push(words.quiet);
      if (rows.length > ROWS_AT_MOST) items.push(filled(words.more_rows, { count: rows.length - ROWS_AT_MOST }));
      list.replaceChildren(...items.map((text) => intoElement(null, "li", {}, text)));
    }
  }

  eventText([, event, directive, checkpoint, line, amount, matter], checkpoints) {
    const { words } = this.state, kind = checkpoints[checkpoint] || "";
    const other = directive < 0 && matter > 0 && words.matter_events[event];
    return filled(other || words.events[event], {
      d: directive + 1, c: words.checkpoints[kind] || kind.replaceAll("_", " "), l: words.lines[line] || "",
      a: numberText(100 * amount, 1), h: numberText(amount, 1), m: words.matters[matter] || "",
    });
  }
}
