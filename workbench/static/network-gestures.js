// What mouse, finger and keyboard do on a map.

import { intoElement } from "./network-format.js";

export function listenTo(panel, view) {
  const { stage } = panel;
  const fingers = new Map(); // where each finger, or the mouse, is down
  let drag = null;
  const place = (event) => {
    const box = stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  stage.addEventListener("pointerdown", (event) => {
    fingers.set(event.pointerId, place(event));
    drag = { at: place(event), moved: fingers.size > 1 };
    stage.setPointerCapture(event.pointerId);
  });
  stage.addEventListener("pointermove", (event) => {
    const [x, y] = place(event), calm = () => view.state.structure.count < 3000;
    if (!drag) return hint(panel, view, x, y, event);
    if (fingers.size > 1) return pinch(view, fingers, event.pointerId, [x, y], calm());
    const [dx, dy] = [x - drag.at[0], y - drag.at[1]];
    if (!drag.moved && Math.hypot(dx, dy) < 4) return;
    drag = { at: [x, y], moved: true };
    pan(view, dx, dy);
    view.clampView();
    view.arrange(calm());
  });
  const lift = (event) => {
    fingers.delete(event.pointerId);
    const [left] = fingers.values();
    drag = left ? { at: left, moved: true } : null; // the finger that stays goes on dragging
  };
  stage.addEventListener("pointerup", (event) => {
    if (drag && !drag.moved) view.select(panel.unitAt(...place(event)));
    else if (drag) view.arrange();
    lift(event);
  });
  stage.addEventListener("pointercancel", lift);
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

function pan(view, dx, dy) {
  const shown = view.state.view;
  shown.x -= dx / shown.zoom;
  shown.y -= dy / shown.zoom;
}

// Two fingers: what is between them goes with them, and grows as they part.
function pinch(view, fingers, moved, now, resting) {
  const before = fingers.get(moved);
  if (!before) return;
  fingers.set(moved, now);
  const [, other] = [...fingers].find(([finger]) => finger !== moved);
  const apart = (one) => Math.max(Math.hypot(one[0] - other[0], one[1] - other[1]), 1);
  pan(view, (now[0] - before[0]) / 2, (now[1] - before[1]) / 2);
  view.zoom(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2, resting);
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
