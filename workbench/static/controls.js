// The measures of two to four scenarios. What is wished goes to the kernel whole; commands go as messages, one by one.

let wished = 0, gestures = 0;

function shown(value) {
  return typeof value === "number" ? String(Math.round(value * 1000) / 1000) : String(value);
}

function render({ model, el }) {
  ownKeys(el);
  el.classList.add("cd-controls");
  el.innerHTML = `<div class="cd-scenarios" role="tablist"></div><div class="cd-actions"></div><div class="cd-conflicts" role="alert"></div><div class="cd-measures" role="tabpanel"></div>`;
  const [tabs, actions, alerts, list] = ["scenarios", "actions", "conflicts", "measures"].map((name) => el.querySelector(`.cd-${name}`));
  const before = new Map();  // intensity of what was switched off
  let place = 1, values = [], serial = 0, opened = new Set(["responsibility"]), unfolded = new Set(), gesture = "", hand = {};

  const page = () => ({ ...model.get("declared"), ...model.get("page") });
  const scenario = () => page().scenarios[place];

  function wish() {
    serial = ++wished;
    model.set("wish", { serial, gesture, hand, values: Object.fromEntries(page().scenarios.map((s, k) => [s.name, structuredClone(values[k])])) });
    model.save_changes();
  }

  // What the next key would make of the slider in hand, so that the kernel can have the answers ready.
  function hold(input) {
    const [measure, ...path] = input.dataset.id.split(".");
    const near = ["stepUp", "stepDown"].map((step) => {
      const next = input.cloneNode();
      next[step]();
      return Number(next.value);
    });
    hand = { scenario: scenario().name, measure, setting: path.join("."), near };
  }

  function command(name, more = {}) {
    model.send({ command: name, place, ...more });
  }

  function slider(measure, setting, value) {
    const id = `${measure.id}.${setting.path}`, label = `${measure.name} · ${setting.name}`;
    if (setting.choices) {
      const options = setting.choices.map((c) => `<option value="${escape(c)}" ${c === value ? "selected" : ""}>${escape(c)}</option>`).join("");
      return `<select data-id="${id}" aria-label="${escape(label)}">${options}</select>`;
    }
    if (setting.switch) return `<input type="checkbox" data-id="${id}" aria-label="${escape(label)}" ${value ? "checked" : ""}>`;
    return `<input type="range" data-id="${id}" min="${setting.low}" max="${setting.high}" step="${setting.step}" value="${value}" aria-label="${escape(label)}" aria-valuetext="${shown(value)} ${escape(setting.unit)}">` +
      `<output data-of="${id}">${shown(value)}</output>`;
  }

  function measureHtml(measure) {
    const own = values[place][measure.id], on = own.intensity > 0, open = unfolded.has(measure.id), words = page().words;
    const settings = measure.settings.filter((s) => s.path !== "intensity");
    const differs = scenario().different.includes(measure.id);
    const conflict = scenario().conflicts.find((c) => c.measure === measure.id);
    let html = `<div class="cd-measure${on ? " cd-on" : ""}${differs ? " cd-differs" : ""}${conflict ? " cd-conflict" : ""}" data-measure="${measure.id}">` +
      `<label class="cd-switch"><input type="checkbox" role="switch" data-switch="${measure.id}" ${on ? "checked" : ""}><span>${escape(measure.name)}</span></label>` +
      slider(measure, measure.settings[0], own.intensity) +
      `<button type="button" data-fold="${measure.id}" aria-expanded="${open}" aria-label="${escape(words.details)}: ${escape(measure.name)}">${open ? "▾" : "▸"}</button>`;
    if (differs) html += `<span class="cd-hidden">${escape(words.differs)}</span>`;
    if (conflict) html += `<p class="cd-fault">${escape(conflict.text)}</p>`;
    if (open) {
      html += `<div class="cd-details"><dl>` + measure.help.map(([term, text]) => `<dt>${escape(term)}</dt><dd>${escape(text)}</dd>`).join("") + "</dl>" +
        settings.map((s) => {
          const value = own[s.path], moved = value !== s.default ? " cd-moved" : "";
          return `<div class="cd-setting${moved}"><span title="${escape(s.source)}">${escape(s.name)} <small>${[s.unit, s.note].filter(Boolean).map(escape).join(" · ")}</small></span>${slider(measure, s, value)}</div>`;
        }).join("") + "</div>";
    }
    return html + "</div>";
  }

  function paintList() {
    repaint(list, page().pillars.map((pillar) => {
      const open = opened.has(pillar.id), active = pillar.measures.filter((m) => values[place][m.id].intensity > 0).length;
      return `<section class="cd-pillar" data-pillar="${pillar.id}"><h3><button type="button" data-pillar-fold="${pillar.id}" aria-expanded="${open}">${open ? "▾" : "▸"} ${escape(pillar.name)} <small>${active}/${pillar.measures.length}</small></button></h3>` +
        (open ? pillar.measures.map(measureHtml).join("") : "") + "</section>";
    }).join(""));
  }

  function paintHead() {
    const { scenarios, words, presets, fewest, most } = page();
    tabs.setAttribute("aria-label", words.scenarios);
    repaint(tabs, scenarios.map((s, k) =>
      `<button type="button" role="tab" data-place="${k}" aria-selected="${k === place}" style="--cd-colour:${s.colour};--cd-ink-of:${inkOf(s.colour)}"><b>${s.letter}</b> ${escape(s.title)}${s.edited ? " *" : ""}${s.baseline ? ` <small>${escape(words.baseline)}</small>` : ""}</button>`).join("") +
      (scenarios.length < most ? `<button type="button" class="cd-add" data-command="add" aria-label="${escape(words.add)}" title="${escape(words.add)}">＋</button>` : ""));
    const options = [`<option value="">${escape(words.preset)}</option>`, ...presets.map((p) => `<option value="${escape(p.name)}" title="${escape(p.description)}">${escape(p.title)}</option>`)];
    const others = scenarios.map((s, k) => [s, k]).filter(([, k]) => k !== place);
    const copies = [`<option value="">${escape(words.copy)}</option>`, ...others.map(([s, k]) => `<option value="${k}">${s.letter} ${escape(s.title)}</option>`)];
    repaint(actions, `<select data-choose="preset" aria-label="${escape(words.preset)}">${options.join("")}</select>` +
      `<select data-choose="copy" aria-label="${escape(words.copy)}">${copies.join("")}</select>` +
      `<button type="button" data-command="reset" ${scenario().edited ? "" : "disabled"}>${escape(words.reset)}</button>` +
      (scenario().baseline ? "" : `<button type="button" data-command="baseline">${escape(words.make_baseline)}</button>`) +
      (scenarios.length > fewest ? `<button type="button" data-command="remove">${escape(words.remove)}</button>` : ""));
    alerts.textContent = scenario().conflicts.filter((c) => !c.measure).map((c) => c.text).join(" ");
    list.setAttribute("aria-label", scenario().title);
  }

  function paint() {
    const found = page();
    if (!found.scenarios || !found.pillars) return;
    el.lang = found.lang === "zh" ? "zh-CN" : "en";
    place = Math.min(place, found.scenarios.length - 1);
    const late = found.serial < serial;  // the kernel has not yet heard the last wish: what the hand does goes first
    if (!late) values = found.scenarios.map((s) => structuredClone(s.values));
    paintHead();
    const busy = list.querySelector("input[type=range]:active");
    if (late || busy) paintMarks();
    else paintList();
  }

  function paintMarks() {
    for (const row of list.querySelectorAll("[data-measure]")) row.classList.toggle("cd-differs", scenario().different.includes(row.dataset.measure));
  }

  function change(id, value) {
    const [measure, ...path] = id.split(".");
    values[place][measure][path.join(".")] = value;
    wish();
  }

  list.addEventListener("pointerdown", () => (gesture = `g${++gestures}`));
  list.addEventListener("focusin", (event) => {
    const { id } = event.target.dataset;
    if (!id) return;
    if (!gesture.endsWith(id)) gesture = `g${++gestures}-${id}`;
    if (event.target.type !== "range") return;
    hold(event.target);
    command("hand", { hand });
  });
  list.addEventListener("input", (event) => {
    const { id } = event.target.dataset;
    if (!id || event.target.type !== "range") return;
    const value = Number(event.target.value), output = list.querySelector(`[data-of="${CSS.escape(id)}"]`);
    if (output) output.textContent = shown(value);
    event.target.setAttribute("aria-valuetext", shown(value));
    hold(event.target);
    change(id, value);
    const row = event.target.closest(".cd-measure");
    if (id.endsWith(".intensity")) {
      row.classList.toggle("cd-on", value > 0);
      row.querySelector("[data-switch]").checked = value > 0;
    }
  });
  list.addEventListener("change", (event) => {
    const { id } = event.target.dataset, name = event.target.dataset.switch;
    if (name) {
      gesture = `g${++gestures}`;
      const key = `${place}.${name}`, now = values[place][name].intensity;
      if (!event.target.checked) before.set(key, now);
      change(`${name}.intensity`, event.target.checked ? before.get(key) || page().usual : 0);
      paintList();
    } else if (id && event.target.type !== "range") {
      gesture = `g${++gestures}`;
      change(id, event.target.type === "checkbox" ? event.target.checked : event.target.value);
    }
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const fold = button.dataset.fold, pillar = button.dataset.pillarFold, set = fold ? unfolded : opened, name = fold ?? pillar;
    if (!name) return;
    set.has(name) ? set.delete(name) : set.add(name);
    paintList();
    list.querySelector(fold ? `[data-fold="${fold}"]` : `[data-pillar-fold="${pillar}"]`)?.focus();
  });
  el.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.dataset.place) {
      place = Number(button.dataset.place);
      paintHead();
      paintList();
      tabs.querySelector('[aria-selected="true"]').focus();
    } else if (button?.dataset.command) command(button.dataset.command);
  });
  tabs.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    tabs.querySelector(`[data-place="${(place + step + page().scenarios.length) % page().scenarios.length}"]`).click();
  });
  actions.addEventListener("change", (event) => {
    if (event.target.value !== "") command(event.target.dataset.choose, { value: event.target.value });
  });
  model.on("change:page change:declared", paint);
  paint();
  return () => model.off("change:page change:declared", paint);
}

export default { render };
