// The same journey in words, for those who would rather read, or listen.

import { intoElement, filled, numberText } from "./network-format.js";

export function sayJourney(parent, panel, words) {
  const list = intoElement(parent, "ol", { class: "nm-said" });
  for (const stop of panel.stops) {
    const item = intoElement(list, "li", {}, stop.name);
    const inner = intoElement(item, "ul");
    for (const [week, text] of saidOf(stop, words)) {
      const when = week === null ? "" : filled(words.at, { week: numberText(week, 1) }) + " ";
      intoElement(inner, "li", {}, when + text);
    }
  }
}

export function saidOf(stop, words) {
  const said = [], lineName = (line) => words.lines[line] || line;
  for (const broken of stop.breaks) {
    said.push([broken.time, filled(words.said_broken, { source: broken.source_name, line: lineName(broken.line) })]);
    if (broken.found === null) {
      if (stop.received === null) said.push([null, words.said_unfound]);
      continue;
    }
    const checkpoint = words.checkpoints[broken.found_by] || broken.found_by.replaceAll("_", " ");
    said.push([broken.found, filled(words.said_found, { checkpoint })]);
  }
  if (stop.received !== null) {
    const from = { line: lineName(stop.line), source: stop.source_name };
    said.push([stop.received, stop.source ? filled(words.said_received, from) : words.said_issued]);
  } else if (!stop.breaks.length) said.push([null, words.never]);
  if (stop.begun !== null) {
    const wait = stop.begun - stop.received;
    said.push([stop.begun, wait < 0.05 ? words.said_at_once : filled(words.said_begun, { wait: numberText(wait, 1) })]);
  }
  const points = 100 * stop.restored.reduce((sum, [, gain]) => sum + gain, 0);
  if (points > 0.05) said.push([stop.restored.at(-1)[0], filled(words.said_restored, { points: numberText(points, 1) })]);
  if (stop.done !== null) said.push([stop.done, filled(words.said_done, { share: numberText(100 * stop.substance, 0) })]);
  else if (stop.received !== null) said.push([null, words.in_hand]);
  return said.sort((a, b) => (a[0] === null ? 1 : b[0] === null ? -1 : a[0] - b[0]));
}
