// One directive's journey: choosing the directive and the unit, and drawing scenario above scenario.

import { ownKeys } from "./keys.js";
import { intoElement, filled } from "./network-format.js";
import { JourneyChart, drawLegend, spanOf } from "./journey-chart.js";
import { sayJourney } from "./journey-words.js";

class JourneyPage {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    el.classList.add("nm-network", "nm-journey");
    const bar = intoElement(el, "div", { class: "nm-bar" });
    this.makeSearch(bar);
    this.makeChoice(bar);
    this.alert = intoElement(el, "p", { role: "alert", class: "nm-alert", hidden: "" });
    this.legend = intoElement(el, "div", { class: "nm-legend" });
    this.charts = intoElement(el, "div", { "aria-live": "polite" });
    this.bound = [
      ["change:lang change:words", () => this.relabel()],
      ["change:panels change:units change:issued", () => this.relabel()],
      ["change:alert", () => this.warn()],
    ];
    for (const [name, action] of this.bound) model.on(name, action);
    this.sizes = new ResizeObserver(() => this.el.clientWidth !== this.wide && this.draw());
    this.sizes.observe(el);
    this.relabel();
  }

  remove() {
    this.sizes.disconnect();
    for (const [name, action] of this.bound) this.model.off(name, action);
  }

  makeSearch(bar) {
    const form = intoElement(bar, "form", { class: "nm-search", role: "search" });
    this.unitLabel = intoElement(form, "label", { class: "nm-label" });
    this.search = intoElement(form, "input", { type: "search", autocomplete: "off" });
    this.results = intoElement(form, "ul", { class: "nm-results", role: "listbox", hidden: "" });
    this.search.addEventListener("input", () => this.find());
    this.search.addEventListener("focus", () => this.search.select());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.results.firstChild) this.results.firstChild.click();
    });
    form.addEventListener("keydown", (event) => this.walk(event));
  }

  makeChoice(bar) {
    const label = intoElement(bar, "label", { class: "nm-field" });
    this.directiveLabel = intoElement(label, "span");
    this.choice = intoElement(label, "select", { class: "nm-directive" });
    this.choice.addEventListener("change", () => this.keep("directive", Number(this.choice.value)));
    this.buttons = [-1, 1].map((step) => {
      const button = intoElement(bar, "button", { type: "button" });
      button.addEventListener("click", () => {
        const count = this.model.get("issued").length;
        if (count) this.keep("directive", (this.model.get("directive") + step + count) % count);
      });
      return button;
    });
  }

  keep(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  find() {
    const { ids, names } = this.model.get("units"), text = this.search.value.trim().toLowerCase();
    this.results.replaceChildren();
    this.results.hidden = !text;
    let shown = 0;
    for (let unit = 0; unit < ids.length && text && shown < 8; unit++) {
      if (!names[unit].toLowerCase().includes(text) && !ids[unit].toLowerCase().startsWith(text)) continue;
      shown += 1;
      const item = intoElement(this.results, "li", { role: "option", tabindex: "-1", "aria-selected": "false" },
        names[unit] === ids[unit] ? ids[unit] : `${names[unit]} ${ids[unit]}`);
      item.addEventListener("click", () => {
        this.results.hidden = true;
        this.search.blur();
        this.keep("unit", ids[unit]);
      });
    }
    if (text && !shown) intoElement(this.results, "li", { class: "nm-found" }, filled(this.words.no_match, { text }));
  }

  walk(event) {
    const at = document.activeElement;
    if (event.key === "Escape") this.results.hidden = true;
    if (event.key === "Enter" && at !== this.search) at.click();
    const next = { ArrowDown: at === this.search ? this.results.firstChild : at.nextSibling,
      ArrowUp: at.previousSibling || this.search }[event.key];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  relabel() {
    const { model } = this, lang = model.get("lang"), words = model.get("words")[lang];
    Object.assign(this, { lang, words });
    this.el.lang = lang === "zh" ? "zh-CN" : "en";
    this.unitLabel.textContent = words.unit;
    this.search.placeholder = words.search;
    this.search.setAttribute("aria-label", words.search);
    const { ids, names } = model.get("units"), place = ids ? ids.indexOf(model.get("unit")) : -1;
    if (document.activeElement !== this.search) this.search.value = place < 0 ? "" : names[place];
    this.directiveLabel.textContent = words.directive;
    this.choice.replaceChildren(...model.get("issued").map((time, number) => intoElement(null, "option", { value: number },
      filled(words.choice, { number: number + 1, week: Math.floor(time) + 1 }))));
    this.choice.value = String(model.get("directive"));
    this.buttons[0].textContent = "‹ " + words.previous;
    this.buttons[1].textContent = words.next + " ›";
    this.legend.replaceChildren();
    drawLegend(this.legend, words);
    this.warn();
    this.draw();
  }

  warn() {
    const text = this.model.get("alert")[this.lang] || "";
    this.alert.textContent = text;
    this.alert.hidden = !text;
  }

  draw() {
    const panels = this.model.get("panels"), { words, lang } = this;
    const opened = [...this.charts.querySelectorAll("details")].map((one) => one.open);
    this.wide = this.el.clientWidth;
    this.charts.replaceChildren();
    if (this.wide < 40) return;
    if (!this.model.get("issued").length) return void intoElement(this.charts, "p", {}, words.nothing);
    const span = spanOf(panels);
    panels.forEach((panel, place) => {
      const section = intoElement(this.charts, "section", { class: "nm-one" });
      const head = intoElement(section, "h3", {}, panel.title[lang]);
      if (!panel.stops.length) return void intoElement(section, "p", {}, words.none);
      intoElement(head, "span", { class: "nm-finding" }, panel.finding[lang]);
      new JourneyChart(section, panel, span, this.wide, words, lang);
      const details = intoElement(section, "details");
      details.open = Boolean(opened[place]);
      intoElement(details, "summary", {}, words.in_words);
      sayJourney(details, panel, words);
    });
  }
}

export default {
  render({ model, el }) {
    ownKeys(el);
    const page = new JourneyPage(model, el);
    return () => page.remove();
  },
};
