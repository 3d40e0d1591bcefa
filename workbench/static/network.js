// The map of the organisation: what is on the screen, and what happens when somebody does something.

import { ownKeys } from "./keys.js";
import { intoElement, numbersOf, bytesOf } from "./network-format.js";
import { deepestSeen, layoutOf } from "./network-layout.js";
import { coloursOf } from "./network-raster.js";
import { GUTTER } from "./network-marks.js";
import { MapPanel } from "./network-panel.js";
import { Story } from "./network-story.js";
import { Controls } from "./network-controls.js";
import { listenTo } from "./network-gestures.js";

const MOST_ZOOM = 40;
const MARGIN = 6;

function readStructure(given) {
  const superior = numbersOf(given.superior, Int32Array), count = superior.length;
  const first = new Int32Array(count).fill(-1);
  for (let unit = count - 1; unit > 0; unit--) first[superior[unit]] = unit;
  return {
    ...given, count, superior, first,
    band: bytesOf(given.band), headcount: numbersOf(given.headcount, Float32Array),
    below: numbersOf(given.below, Int32Array), hidden: numbersOf(given.hidden, Int32Array),
  };
}

function readFrames(given) {
  return { values: bytesOf(given.values), of_week: given.of_week };
}

function readPanel(given) {
  const frames = Object.fromEntries(Object.entries(given.frames).map(([name, one]) => [name, readFrames(one)]));
  return { ...given, frames, broken: { ...given.broken, ...readFrames(given.broken) } };
}

class NetworkView {
  constructor(model, el) {
    this.model = model;
    this.el = el;
    el.classList.add("nm-network");
    const actions = Object.fromEntries(
      ["toggle", "enter", "select", "quantity", "deepest", "lines", "found", "zoom", "play", "week", "keepWeek"].map(
        (name) => [name, (...given) => this[name](...given)]));
    this.state = { model, actions, panels: [], found: [], selected: -1, closed: [], view: { x: 0, y: 0, zoom: 1 }, speed: 4,
      showBroken: true, showCritical: true, deepestChoice: "auto", opened: new Set(), shut: new Set(), playing: false };
    this.top = intoElement(el, "div", { class: "nm-top" });
    this.alert = intoElement(el, "p", { role: "alert", class: "nm-alert", hidden: "" });
    this.maps = intoElement(el, "div", { class: "nm-maps" });
    const bottom = (this.bottom = intoElement(el, "div"));
    const legend = (this.legend = intoElement(el, "div", { class: "nm-legend" }));
    this.tip = intoElement(el, "div", { class: "nm-tip", role: "tooltip", hidden: "" });
    this.controls = new Controls(this.top, bottom, legend, this.state);
    this.story = new Story(el, this.state);
    this.calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.watch();
    this.take();
  }

  watch() {
    this.bound = [
      ["change:panels", () => this.take()],
      ["change:lang change:words", () => this.relabel()],
      ["change:quantity", () => this.recolour()],
      ["change:week", () => this.week(this.model.get("week"))],
      ["change:playing", () => this.model.get("playing") !== this.state.playing && this.play()],
      ["change:selected", () => this.follow()],
      ["change:story", () => this.story.show()],
      ["change:alert", () => this.warn()],
      ["change:height", () => this.resize()],
    ];
    for (const [name, action] of this.bound) this.model.on(name, action);
    this.sizes = new ResizeObserver(() => this.resize());
    this.sizes.observe(this.maps);
    this.sizes.observe(this.legend);
  }

  remove() {
    cancelAnimationFrame(this.frame);
    this.sizes.disconnect();
    for (const [name, action] of this.bound) this.model.off(name, action);
  }

  // Take over what Python has sent.
  take() {
    const { state, model } = this, given = model.get("structure"), panels = model.get("panels");
    if (!panels.length || !given.ids) return;
    const same = state.structure && state.structure.ids.join() === given.ids.join();
    state.structure = readStructure(given);
    state.scales = model.get("scales");
    if (!same) Object.assign(state, { opened: new Set(), shut: new Set(), found: [], deepestChoice: "auto",
      view: { x: 0, y: 0, zoom: 1 } });
    if (state.panels.length !== panels.length) {
      this.maps.replaceChildren();
      state.panels = panels.map(() => new MapPanel(this.maps, state));
      state.panels.forEach((panel) => listenTo(panel, this));
    }
    panels.forEach((panel, place) => state.panels[place].give(readPanel(panel), state.structure));
    state.weeks = panels[0].broken.of_week.length;
    this.el.classList.toggle("nm-still", Boolean(panels[0].note));
    state.week = Math.min(model.get("week"), state.weeks - 1);
    state.quantity = model.get("quantity");
    state.colours = coloursOf(state.scales[state.quantity]);
    state.selected = state.structure.ids.indexOf(model.get("selected"));
    this.words();
    this.size = null;
    this.resize();
    this.relabel();
  }

  words() {
    this.state.lang = this.model.get("lang");
    this.state.words = this.model.get("words")[this.state.lang];
  }

  relabel() {
    if (!this.state.structure) return;
    this.words();
    this.el.lang = this.state.lang === "zh" ? "zh-CN" : "en";
    this.tip.hidden = true;
    this.controls.live.textContent = "";
    this.controls.relabel();
    this.state.panels.forEach((panel) => panel.relabel());
    this.story.show();
    this.warn();
    this.resize();
    this.draw();
  }

  warn() {
    const text = this.model.get("alert")[this.model.get("lang")] || "";
    this.alert.textContent = text;
    this.alert.hidden = !text;
  }

  resize() {
    const { state } = this;
    if (!state.structure || !state.panels.length) return;
    const wide = Math.floor(state.panels[0].box.clientWidth), tall = this.tall(), ratio = window.devicePixelRatio || 1;
    const size = [wide, tall, ratio].join();
    if (wide < 40 || size === this.size) return;
    this.size = size;
    state.panels.forEach((panel) => panel.resize(wide, tall, ratio));
    this.layOut();
  }

  // On the page a map is as tall as there is room, so that what plays it stands below it without scrolling.
  tall() {
    const frame = this.el.closest(".cd-extra"), wished = this.model.get("height");
    if (!frame) return wished;
    const { stage } = this.state.panels[0];
    const above = stage.getBoundingClientRect().top - frame.getBoundingClientRect().top + frame.scrollTop;
    const room = frame.clientHeight - above - this.bottom.offsetHeight - this.legend.offsetHeight - 20;
    return Math.max(Math.floor(room), Math.min(wished, 280));
  }

  layOut() {
    const { state } = this, { structure } = state;
    const wide = state.panels[0].width - GUTTER - MARGIN, tall = state.panels[0].height;
    const deepest = state.deepestChoice === "auto" ? deepestSeen(structure, wide, tall) : Number(state.deepestChoice);
    state.layout = layoutOf(structure, { deepest, opened: state.opened, closed: state.shut }, wide, tall);
    state.closed = [];
    for (let unit = 0; unit < structure.count; unit++) {
      const cut = structure.first[unit] >= 0 ? !state.layout.open[unit] : structure.hidden[unit] > 0;
      if (state.layout.visible[unit] && cut) state.closed.push(unit);
    }
    this.arrange();
  }

  arrange(resting = true) {
    this.state.panels.forEach((panel) => panel.arrange(resting));
    this.draw();
  }

  draw() {
    const { state } = this;
    if (!state.layout) return;
    const week = this.calm ? Math.floor(state.week) : state.week;
    for (const panel of state.panels) panel.draw(week);
    if (this.controls.shownWeek !== Math.floor(week + 1e-6)) {
      this.controls.showWeek();
      this.story.showWeek();
    }
  }

  mark() {
    this.state.panels.forEach((panel) => panel.mark());
    this.draw();
  }

  keep(name, value) {
    this.model.set(name, value);
    this.model.save_changes();
  }

  quantity(name) {
    this.keep("quantity", name);
  }

  recolour() {
    const { state } = this;
    if (!state.structure) return;
    state.quantity = this.model.get("quantity");
    state.colours = coloursOf(state.scales[state.quantity]);
    state.panels.forEach((panel) => panel.raster.forget());
    this.controls.relabel();
    this.mark();
  }

  deepest(choice) {
    Object.assign(this.state, { deepestChoice: choice, opened: new Set(), shut: new Set() });
    this.layOut();
    this.story.show();
  }

  lines(name, on) {
    this.state[name] = on;
    this.mark();
  }

  toggle(unit) {
    const { state } = this;
    if (state.structure.first[unit] < 0) return;
    const open = state.layout.open[unit];
    (open ? state.opened : state.shut).delete(unit);
    (open ? state.shut : state.opened).add(unit);
    this.layOut();
    this.story.show();
  }

  enter(id) {
    this.keep("focus", id);
  }

  found(units) {
    this.state.found = units;
    this.mark();
  }

  follow() {
    if (!this.state.structure) return;
    this.state.selected = this.state.structure.ids.indexOf(this.model.get("selected"));
    this.mark();
    this.story.show();
  }

  select(unit, reveal = false) {
    const { state } = this, { structure } = state;
    if (reveal) this.reveal(unit);
    this.keep("selected", unit < 0 ? "" : structure.ids[unit]);
    state.selected = unit;
    if (unit < 0) this.story.show();
    else this.controls.live.textContent = state.panels.map((panel) =>
      `${structure.names[unit]}: ${panel.panel.title[state.lang]} ${panel.valueText(state.layout.stands[unit])}`).join("; ");
    this.mark();
  }

  // Open what a unit is hidden in, and bring it into the picture.
  reveal(unit) {
    const { state } = this, { superior } = state.structure;
    if (!state.layout.visible[unit]) {
      for (let above = superior[unit]; above >= 0; above = superior[above]) {
        state.shut.delete(above);
        if (!state.layout.open[above]) state.opened.add(above);
      }
      this.layOut();
    }
    const [x, y] = state.panels[0].at(unit);
    const { width, height } = state.panels[0], { view, layout } = state;
    if (x > GUTTER && x < width && y > 0 && y < height) return;
    view.x = layout.x[unit] - (width - GUTTER) / 2 / view.zoom;
    view.y = layout.y[unit] - height / 2 / view.zoom;
    this.clampView();
    this.arrange();
  }

  zoom(factor, x = null, y = null, resting = true) {
    const { view, panels } = this.state, { width, height } = panels[0];
    const px = x === null ? (width - GUTTER) / 2 : x - GUTTER, py = y === null ? height / 2 : y;
    const zoom = factor === 0 ? 1 : Math.min(Math.max(view.zoom * factor, 1), MOST_ZOOM);
    view.x += px / view.zoom - px / zoom;
    view.y += py / view.zoom - py / zoom;
    view.zoom = zoom;
    this.clampView();
    this.arrange(resting);
  }

  clampView() {
    const { view, panels } = this.state, { width, height } = panels[0];
    const wide = width - GUTTER;
    view.x = Math.min(Math.max(view.x, 0), Math.max(wide - wide / view.zoom, 0));
    view.y = Math.min(Math.max(view.y, 0), Math.max(height - height / view.zoom, 0));
  }

  play() {
    const { state } = this;
    state.playing = !state.playing;
    if (state.playing && state.week >= state.weeks - 1) state.week = 0;
    this.controls.showPlaying();
    this.keep("playing", state.playing);
    cancelAnimationFrame(this.frame);
    if (!state.playing) return this.keepWeek();
    let before = null;
    const step = (now) => {
      if (before !== null) state.week = Math.min(state.week + ((now - before) / 1000) * state.speed, state.weeks - 1);
      before = now;
      this.draw();
      if (state.week >= state.weeks - 1) return this.play();
      this.frame = requestAnimationFrame(step);
    };
    this.frame = requestAnimationFrame(step);
  }

  week(value) {
    const { state } = this;
    if (!state.layout || Math.abs(value - state.week) < 1e-9) return;
    state.week = Math.min(Math.max(value, 0), state.weeks - 1);
    this.draw();
  }

  keepWeek() {
    this.state.week = Math.floor(this.state.week + 1e-6);
    this.draw();
    this.keep("week", this.state.week);
  }
}

export default {
  render({ model, el }) {
    ownKeys(el);
    const view = new NetworkView(model, el);
    el.networkView = view;
    return () => view.remove();
  },
};
