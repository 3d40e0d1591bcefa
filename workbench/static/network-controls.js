// Everything that is pressed, dragged and typed above and below the maps.

import { intoElement, filled, numberText, valueText } from "./network-format.js";
import { anchorsOf, colourAt, NO_VALUE_COLOUR } from "./network-raster.js";

const SPEEDS = [2, 4, 8, 16];

export class Controls {
  constructor(top, bottom, legend, state) {
    this.state = state;
    this.path = intoElement(top, "nav", { class: "nm-path" });
    const bar = intoElement(top, "div", { class: "nm-bar" });
    this.colour = this.labelled(bar, "select", "nm-colour", (value) => state.actions.quantity(value));
    this.levels = this.labelled(bar, "select", "nm-levels", (value) => state.actions.deepest(value));
    this.broken = this.box(bar, "nm-broken", (on) => state.actions.lines("showBroken", on));
    this.critical = this.box(bar, "nm-critical", (on) => state.actions.lines("showCritical", on));
    this.makeSearch(bar);
    this.makeZoom(bar);
    this.makePlayer(bottom);
    this.legend = legend;
    this.live = intoElement(top, "div", { class: "nm-live", "aria-live": "polite" });
  }

  labelled(bar, tag, name, action) {
    const label = intoElement(bar, "label", { class: "nm-field" });
    const text = intoElement(label, "span");
    const field = intoElement(label, tag, { class: name });
    field.addEventListener("change", () => action(field.value));
    return { text, field };
  }

  box(bar, name, action) {
    const label = intoElement(bar, "label", { class: "nm-field" });
    const field = intoElement(label, "input", { type: "checkbox", class: name });
    field.checked = true;
    field.addEventListener("change", () => action(field.checked));
    return { field, text: intoElement(label, "span") };
  }

  makeSearch(bar) {
    const form = intoElement(bar, "form", { class: "nm-search", role: "search" });
    this.search = intoElement(form, "input", { type: "search", autocomplete: "off" });
    this.results = intoElement(form, "ul", { class: "nm-results", role: "listbox", hidden: "" });
    this.search.addEventListener("input", () => this.find());
    this.search.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && this.results.firstChild) {
        event.preventDefault();
        this.results.firstChild.focus();
      }
      if (event.key === "Escape") this.clearSearch();
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.state.found.length) this.choose(this.state.found[0]);
    });
  }

  find() {
    const { structure, words } = this.state, text = this.search.value.trim().toLowerCase();
    const found = [];
    if (text) {
      for (let unit = 0; unit < structure.count; unit++) {
        if (structure.ids[unit].toLowerCase() === text) found.unshift(unit);
        else if (structure.names[unit].toLowerCase().includes(text) || structure.ids[unit].toLowerCase().startsWith(text)) {
          found.push(unit);
        }
      }
    }
    this.state.actions.found(found);
    this.results.hidden = !text;
    this.results.replaceChildren();
    if (!text) return;
    const note = found.length ? filled(words.matches, { count: numberText(found.length, 0) })
      : filled(words.no_match, { text: this.search.value });
    for (const unit of found.slice(0, 8)) this.offer(unit);
    intoElement(this.results, "li", { class: "nm-found", role: "presentation" }, note);
    this.live.textContent = note;
  }

  offer(unit) {
    const { structure } = this.state, above = structure.superior[unit];
    const text = structure.names[unit] + (above >= 0 ? ` · ${structure.names[above]}` : "");
    const item = intoElement(this.results, "li", { role: "option", tabindex: "-1", "aria-selected": "false" }, text);
    const choose = () => this.choose(unit);
    item.addEventListener("click", choose);
    item.addEventListener("keydown", (event) => {
      const next = { ArrowDown: item.nextSibling, ArrowUp: item.previousSibling || this.search }[event.key];
      if (next && next.focus) next.focus();
      if (event.key === "Enter") choose();
      if (event.key === "Escape") this.clearSearch();
      if (["ArrowDown", "ArrowUp", "Enter"].includes(event.key)) event.preventDefault();
    });
  }

  // The list goes, or it would cover the map; what was found stays marked.
  choose(unit) {
    this.results.hidden = true;
    this.state.actions.select(unit, true);
  }

  clearSearch() {
    this.search.value = "";
    this.find();
    this.search.focus();
  }

  makeZoom(bar) {
    const group = intoElement(bar, "div", { class: "nm-zoom", role: "group" });
    this.zoomButtons = [["zoom_in", "+", 1.5], ["zoom_out", "−", 1 / 1.5], ["reset", "⟲", 0]].map(([name, sign, factor]) => {
      const button = intoElement(group, "button", { type: "button" }, sign);
      button.addEventListener("click", () => this.state.actions.zoom(factor));
      return { button, name };
    });
  }

  makePlayer(bottom) {
    const bar = intoElement(bottom, "div", { class: "nm-player" });
    this.play = intoElement(bar, "button", { type: "button", class: "nm-play" });
    this.play.addEventListener("click", () => this.state.actions.play());
    this.slider = intoElement(bar, "input", { type: "range", class: "nm-week", min: "0", step: "1" });
    this.slider.addEventListener("input", () => this.state.actions.week(Number(this.slider.value)));
    this.slider.addEventListener("change", () => this.state.actions.keepWeek());
    this.weekText = intoElement(bar, "output", { class: "nm-week-text" });
    this.speed = this.labelled(bar, "select", "nm-speed", (value) => (this.state.speed = Number(value)));
  }

  relabel() {
    const { words, lang, scales, structure, speed } = this.state;
    this.colour.text.textContent = words.colour;
    this.options(this.colour.field, Object.entries(scales).map(([name, scale]) => [name, scale.label[lang]]), this.state.quantity);
    this.levels.text.textContent = words.levels;
    const deep = structure.bands.map((names, number) => [String(number), names[lang]]);
    this.options(this.levels.field, [["auto", words.automatic], ...deep], this.state.deepestChoice);
    this.broken.text.textContent = words.broken_lines;
    this.critical.text.textContent = words.critical_lines;
    this.results.hidden = true; // it may be in the other language, or of other units
    this.search.placeholder = words.search;
    this.search.setAttribute("aria-label", words.search);
    for (const { button, name } of this.zoomButtons) {
      button.title = words[name];
      button.setAttribute("aria-label", words[name]);
    }
    this.slider.setAttribute("aria-label", words.week_slider);
    this.speed.text.textContent = words.speed;
    this.options(this.speed.field, SPEEDS.map((value) => [String(value), filled(words.per_second, { weeks: value })]), String(speed));
    this.writePath();
    this.writeLegend();
    this.showPlaying();
    this.shownWeek = null;
  }

  options(field, pairs, chosen) {
    field.replaceChildren(...pairs.map(([value, text]) => intoElement(null, "option", { value }, text)));
    field.value = chosen;
  }

  writePath() {
    const { structure, words } = this.state;
    this.path.replaceChildren();
    structure.path.forEach((step, place) => {
      const last = place === structure.path.length - 1;
      if (structure.path.length > 1) {
        const button = intoElement(this.path, "button", { type: "button", ...(last ? { "aria-current": "page" } : {}) }, step.name);
        button.addEventListener("click", () => this.state.actions.enter(step.id));
        if (!last) intoElement(this.path, "span", { "aria-hidden": "true" }, " › ");
      }
    });
    if (structure.total > structure.count) {
      const counts = { total: numberText(structure.total, 0), count: numberText(structure.count, 0) };
      intoElement(this.path, "span", { class: "nm-note" }, " " + filled(words.not_shown, counts));
    }
    this.path.hidden = !this.path.childNodes.length;
  }

  writeLegend() {
    const { words, lang, scales, quantity } = this.state, scale = scales[quantity], box = this.legend;
    box.replaceChildren();
    const bar = intoElement(box, "div", { class: "nm-scale" });
    intoElement(bar, "strong", {}, scale.label[lang]);
    intoElement(bar, "span", {}, valueText(scale.low, scale.form, lang));
    const steps = Array.from({ length: 24 }, (_, k) => `rgb(${colourAt(anchorsOf(scale), k / 23).join(",")})`);
    intoElement(bar, "span", { class: "nm-gradient", style: `background: linear-gradient(to right, ${steps.join(",")})`,
      role: "img", "aria-label": `${valueText(scale.low, scale.form, lang)} – ${valueText(scale.high, scale.form, lang)}` });
    intoElement(bar, "span", {}, valueText(scale.high, scale.form, lang));
    this.swatch(box, `background: rgb(${NO_VALUE_COLOUR.join(",")})`, words.no_value);
    this.swatch(box, "border-top: 3px dashed #D55E00; height: 0", words.legend_broken, "nm-weekly");
    this.swatch(box, "border-top: 3px solid #0072B2; height: 0", words.legend_critical, "nm-weekly");
    intoElement(box, "span", {}, words.size);
    intoElement(box, "span", {}, words.ringed);
    intoElement(box, "p", { class: "nm-help" }, scale.help[lang]);
  }

  swatch(box, look, text, more = "") {
    const item = intoElement(box, "span", { class: `nm-swatch ${more}` });
    intoElement(item, "i", { style: look, "aria-hidden": "true" });
    intoElement(item, "span", {}, text);
  }

  showPlaying() {
    const { words, playing } = this.state;
    this.play.textContent = (playing ? "❚❚ " : "▶ ") + (playing ? words.pause : words.play);
    this.play.setAttribute("aria-pressed", String(playing));
  }

  showWeek() {
    const week = Math.floor(this.state.week + 1e-6);
    if (week === this.shownWeek) return;
    this.shownWeek = week;
    const text = filled(this.state.words.week, { week: week + 1 });
    this.slider.max = String(this.state.weeks - 1);
    this.slider.value = String(week);
    this.slider.setAttribute("aria-valuetext", text);
    this.weekText.textContent = text;
  }
}
