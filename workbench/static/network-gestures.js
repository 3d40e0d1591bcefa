// What mouse, finger and keyboard do on a map.

import { intoElement } from "./network-format.js";

export function listenTo(panel, view) {
  const { stage } = panel;
  let drag = null;
  const place = (event) => {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  stage.addEventListener("pointerdown", (event) => {
    drag = { at: place(event), moved: false };
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    const [x, y] = place(event);
    if (!drag) return hint(panel, view, x, y, event);
    const [dx, dy] = [x - drag.at[0], y - drag.at[1]];
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    drag = { at: [x, y], moved: true };
    const shown = view.state.view;
    shown.x -= dx / shown.zoom;
    shown.y -= dy / shown.zoom;
    view.clampView();
    view.arrange(view.state.structure.count < 3000);
  });
  stage.addEventListener("pointerup", (event) => {
    if (drag && !drag.moved) view.select(panel.unitAt(...place(event)));
    else if (drag) view.arrange();
    drag = null;
  });
  stage.addEventListener("pointercancel", () => (drag = null));
  stage.addEventListener("dblclick", (event) => {
    const unit = panel.unitAt(...place(event));
    if (unit >= 0) view.toggle(unit);
  });
  stage.addEventListener("pointerleave", () => (view.tip.hidden = true));
  stage.addEventListener("wheel", (event) => {
    // The page scrolls as ever unless the map is in use.
    if (!event.ctrlKey && document.activeElement !== stage) return;
    event.preventDefault();
    view.zoom(Math.exp(-event.deltaY / 400), ...place(event));
  }, { passive: false });
  stage.addEventListener("keydown", (event) => press(view, event));
}

function hint(panel, view, x, y, event) {
  const unit = panel.unitAt(x, y);
  view.tip.hidden = unit < 0;
  if (unit < 0) return;
  const { structure, scales, quantity, lang } = view.state, box = view.el.getBoundingClientRect();
  const values = view.state.panels.map((one) => `${one.panel.title[lang]} ${one.valueText(unit)}`);
  view.tip.replaceChildren(intoElement(null, "strong", {}, structure.names[unit]),
    intoElement(null, "div", {}, `${scales[quantity].label[lang]}: ${values.join(" | ")}`));
  const left = Math.min(event.clientX - box.left + 14, view.el.clientWidth - view.tip.offsetWidth - 4);
  view.tip.style.left = Math.max(left, 0) + "px";
  view.tip.style.top = event.clientY - box.top + 16 + "px";
}

function press(view, event) {
  const { state } = view, unit = state.selected < 0 ? 0 : state.layout.stands[state.selected];
  const { structure, layout } = state, peers = layout.bands.find((band) => band.number === structure.band[unit]).units;
  const place = peers.indexOf(unit);
  const action = {
    ArrowLeft: () => view.select(peers[Math.max(place - 1, 0)], true),
    ArrowRight: () => view.select(peers[Math.min(place + 1, peers.length - 1)], true),
    ArrowUp: () => view.select(Math.max(structure.superior[unit], 0), true),
    ArrowDown: () => layout.open[unit] && view.select(structure.first[unit], true),
    Enter: () => view.toggle(unit),
    " ": () => view.play(),
    "+": () => view.zoom(1.5),
    "=": () => view.zoom(1.5),
    "-": () => view.zoom(1 / 1.5),
    0: () => view.zoom(0),
    Escape: () => view.select(-1),
  }[event.key];
  if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  action();
}
