// What stands on a map for its reader: names, and rings around what was found or selected.

export const GUTTER = 96;
export const FONT = '"Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC", "WenQuanYi Micro Hei", "Chuandao Sans SC", sans-serif';

export function drawNames(panel, context) {
  const { layout, view } = panel.state;
  const { names } = panel.structure;
  context.font = `11px ${FONT}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const band of layout.bands) {
    const wide = Math.max(...band.units.slice(0, 400).map((unit) => layout.room[unit])) * view.zoom;
    if (wide < 34 || band.cell * view.zoom < 14) continue;
    for (const unit of band.units) {
      const [x, y] = panel.at(unit);
      const room = layout.room[unit] * view.zoom - 4;
      if (x < GUTTER || x > panel.width || y < 0 || y > panel.height || room < 30) continue;
      const text = shortenedName(panel, context, names[unit], room);
      if (text.endsWith("…") && text.length < 3) continue;
      const low = y + (layout.size[unit] * view.zoom) / 2 + 1;
      context.lineWidth = 3;
      context.strokeStyle = "rgba(255, 255, 255, 0.9)";
      context.strokeText(text, x, low);
      context.fillStyle = "#111";
      context.fillText(text, x, low);
    }
  }
}

function shortenedName(panel, context, name, room) {
  const key = `${name} ${Math.round(room)}`;
  if (!panel.shortened.has(key)) panel.shortened.set(key, shortenedTo(context, name, room));
  return panel.shortened.get(key);
}

function ring(panel, context, unit, colour, width) {
  const { layout, view } = panel.state;
  const [x, y] = panel.at(unit), radius = Math.max((layout.size[unit] * view.zoom) / 2 + 3, 5);
  for (const [line, style] of [[width + 2.5, "#fff"], [width, colour]]) {
    context.lineWidth = line;
    context.strokeStyle = style;
    context.beginPath();
    context.arc(x, y, radius, 0, 2 * Math.PI);
    context.stroke();
  }
}

export function drawFound(panel, context) {
  for (const unit of panel.state.found.slice(0, 200)) ring(panel, context, panel.state.layout.stands[unit], "#AA3377", 2);
}

export function drawSelected(panel, context) {
  if (panel.state.selected < 0) return;
  const { superior } = panel.structure, { stands } = panel.state.layout;
  const unit = stands[panel.state.selected];
  for (const [line, style] of [[5, "#fff"], [2.2, "#000"]]) {
    context.lineWidth = line;
    context.strokeStyle = style;
    context.beginPath();
    for (let below = unit; below > 0; below = superior[below]) panel.tracePath(context, superior[below], below);
    context.stroke();
  }
  for (let above = unit; above >= 0; above = superior[above]) ring(panel, context, above, "#000", above === unit ? 3 : 1.6);
  nameTag(panel, context, unit);
}

function nameTag(panel, context, unit) {
  const { layout, view } = panel.state, text = panel.structure.names[panel.state.selected];
  context.font = `600 13px ${FONT}`;
  const wide = context.measureText(text).width + 12;
  const [x, y] = panel.at(unit);
  const left = Math.min(Math.max(x - wide / 2, GUTTER + 2), panel.width - wide - 2);
  const top = Math.max(y - (layout.size[unit] * view.zoom) / 2 - 28, 2);
  context.fillStyle = "rgba(255, 255, 255, 0.95)";
  context.strokeStyle = "#000";
  context.lineWidth = 1;
  context.beginPath();
  context.rect(left, top, wide, 20);
  context.fill();
  context.stroke();
  context.fillStyle = "#000";
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(text, left + 6, top + 10.5);
}

export function shortenedTo(context, text, room) {
  if (context.measureText(text).width <= room) return text;
  for (let length = text.length - 1; length > 0; length--) {
    const cut = text.slice(0, length) + "…";
    if (context.measureText(cut).width <= room) return cut;
  }
  return "";
}
