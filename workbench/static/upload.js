// Files are sent to Python piece by piece, each when it is asked for; everything that is shown comes from Python as plain values.
function cellsOf(fault, headings) {
  if (!fault.cells.length) return element("span");
  const cells = fault.cells.map((text, place) => {
    const cell = element("td", { textContent: text, title: (headings[fault.file] || [])[place] || "" });
    if (place === fault.at) cell.classList.add("at-fault");
    return cell;
  });
  return element("table", { className: "cells" }, element("tbody", {}, element("tr", {}, ...cells)));
}

function faultTable(view) {
  if (!view.total) return null;
  const words = view.words;
  const several = new Set(view.faults.map((fault) => fault.file)).size > 1;
  const rows = view.faults.map((fault) => {
    const place = [several ? fault.file : "", fault.row, fault.column].filter(Boolean).join(" · ");
    const allowed = [fault.allowed, fault.repair].filter(Boolean).join(" · ");
    const cells = [place, fault.value, fault.problem, allowed].map((text) => element("td", { textContent: text }));
    return element("tr", {}, ...cells, element("td", {}, cellsOf(fault, view.headings)));
  });
  const heads = [words.place, words.value, words.problem, words.allowed, words.row];
  const table = element("table", { className: "faults" }, headingRow(heads), element("tbody", {}, ...rows));
  const box = element("div", { className: "scroll", tabIndex: 0 }, table);
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", words.faults);
  return element("div", {}, element("h4", { textContent: words.faults }), box);
}

function levelTable(view) {
  if (!view.levels.length) return null;
  const words = view.words;
  const rows = view.levels.map((level) => {
    const bar = element("span", { className: "bar" });
    bar.style.width = `${Math.max(2, 120 * level.bar)}px`;
    bar.setAttribute("aria-hidden", "true");
    const number = (text) => element("td", { textContent: text, className: "number" });
    return element(
      "tr", {}, element("td", { textContent: level.level }), number(level.units), element("td", {}, bar),
      number(level.leading), number(level.headcount), element("td", { textContent: level.examples }),
    );
  });
  const heads = [words.level, words.units, "", words.leading, words.headcount, words.examples];
  const table = element("table", { className: "levels" }, headingRow(heads, [1, 3, 4]), element("tbody", {}, ...rows));
  return element("div", {}, element("h4", { textContent: words.preview }), table);
}

function render({ model, el }) {
  ownKeys(el);
  el.classList.add("cd-panel", "cd-upload");
  const waiting = {}; // chosen files by slot
  const body = element("div");
  const status = region("status");
  const alert = region("alert");
  const head = element("div");
  el.append(head, status, alert, body);

  function choose(slot, file) {
    waiting[slot] = file;
    model.send({ do: "begin", slot, name: file.name, size: file.size });
  }

  async function onMessage(message) {
    const file = waiting[message.slot];
    if (message.do !== "more" || !file) return;
    const start = message.number * message.piece;
    const piece = await file.slice(start, start + message.piece).arrayBuffer();
    model.send({ do: "piece", slot: message.slot, number: message.number }, undefined, [piece]);
    if (file.size > message.piece) status.textContent = `${file.name}: ${Math.round((100 * start) / file.size)}%`;
  }

  function modes(view) {
    const words = view.words;
    const choices = ["table", "organogram"].map((mode) => {
      const radio = element("input", { type: "radio", name: `mode-${model.model_id ?? ""}`, checked: view.mode === mode });
      radio.dataset.key = `mode-${mode}`;
      radio.addEventListener("change", () => model.send({ do: "mode", mode }));
      return element("label", {}, radio, element("span", { textContent: words[`mode_${mode}`] }));
    });
    const group = element("div", { className: "row" }, ...choices);
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", words.mode);
    return group;
  }

  function slots(view) {
    return view.slots.map((slot) => {
      const field = fileField(`file-${slot.slot}`, slot.choose, ".csv,.tsv,.txt,.xlsx,.xlsm,.parquet,.pq", (file) => choose(slot.slot, file));
      return element("div", { className: "row" }, field, element("span", { className: "soft", textContent: slot.file }));
    });
  }

  function repairs(view) {
    if (!view.repairs.length) return null;
    const box = element("div", { className: "repairs" }, element("h4", { textContent: view.words.repairs }));
    for (const repair of view.repairs) {
      const check = element("input", { type: "checkbox", checked: repair.on, disabled: view.busy });
      check.dataset.key = `repair-${repair.name}-${repair.value}`;
      check.addEventListener("change", () => model.send({ do: "repair", name: repair.name, value: repair.value, on: check.checked }));
      box.append(element("div", {}, element("label", {}, check, element("span", { textContent: repair.label }))));
    }
    if (view.root !== null) {
      const name = element("input", { type: "text", value: view.root, maxLength: 60 });
      name.dataset.key = "root";
      name.addEventListener("change", () => model.send({ do: "root", value: name.value }));
      box.append(element("label", {}, element("span", { textContent: view.words.root }), name));
    }
    return box;
  }

  function buttons(view) {
    const accept = element("button", { type: "button", className: "main", textContent: view.words.accept, disabled: !view.can_accept });
    const clear = element("button", { type: "button", textContent: view.words.clear });
    accept.dataset.key = "accept";
    clear.dataset.key = "clear";
    accept.addEventListener("click", () => model.send({ do: "accept" }));
    clear.addEventListener("click", () => model.send({ do: "clear" }));
    return element("div", { className: "row" }, accept, clear);
  }

  function notes(view) {
    if (!view.notes.length) return null;
    const list = element("ul", {}, ...view.notes.map((note) => element("li", { textContent: note })));
    return element("div", {}, element("h4", { textContent: view.words.notes }), list);
  }

  let made = ""; // what the head was made for: a field that somebody is about to use must stay
  function show() {
    const view = model.get("view");
    el.lang = view.lang === "zh" ? "zh-CN" : "en";
    const fields = JSON.stringify([view.mode, view.lang, view.slots]);
    if (fields !== made) {
      made = fields;
      keepingFocus(head, () => head.replaceChildren(
        element("h3", { textContent: view.words.title }), element("p", { textContent: view.hint }),
        element("p", { className: "soft", textContent: view.words.note }), modes(view), ...slots(view),
      ));
    }
    tell(status, view.status);
    tell(alert, view.error);
    const parts = [repairs(view), faultTable(view), levelTable(view), notes(view), buttons(view)];
    keepingFocus(body, () => body.replaceChildren(...parts.filter(Boolean)));
  }

  model.on("change:view", show);
  model.on("msg:custom", onMessage);
  show();
  return () => {
    model.off("change:view", show);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
