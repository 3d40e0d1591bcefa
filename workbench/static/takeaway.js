// Buttons that fetch a file from Python piece by piece and hand it to the browser, and a field that reads a record back.
// Servers of notebooks drop what comes faster than one megabyte a second: the browser asks for each piece, and not too soon.
const PACE = 1.0; // seconds for each megabyte

function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

function save(name, mime, pieces) {
  const address = URL.createObjectURL(new Blob(pieces, { type: mime }));
  const link = element("a", { href: address, download: name });
  link.dispatchEvent(new MouseEvent("click"));
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

function render({ model, el }) {
  el.classList.add("cd-panel", "cd-takeaway");
  const title = element("h3");
  const buttons = element("div", { className: "grid" });
  const status = element("div");
  const alert = element("div");
  status.setAttribute("role", "status");
  alert.setAttribute("role", "alert");
  const lines = element("pre");
  const linesTitle = element("h4");
  const backTitle = element("h4");
  const backNote = element("p", { className: "soft" });
  const file = element("input", { type: "file", accept: ".json,application/json", className: "file" });
  el.append(title, buttons, status, alert, linesTitle, lines, backTitle, backNote, file);

  let coming = null; // the file whose pieces are arriving

  function show() {
    const view = model.get("view");
    title.textContent = view.title;
    linesTitle.textContent = view.lines_title;
    lines.textContent = view.lines;
    lines.hidden = linesTitle.hidden = !view.lines;
    backTitle.textContent = view.back_title;
    backNote.textContent = view.back_note;
    file.setAttribute("aria-label", view.back_title);
    status.textContent = view.status;
    alert.textContent = view.error;
    el.lang = view.lang === "zh" ? "zh-CN" : "en";
    const focused = document.activeElement?.dataset?.kind;
    buttons.replaceChildren(
      ...view.kinds.map((kind) => {
        const button = element("button", { type: "button", disabled: !view.ready || Boolean(view.busy) });
        button.dataset.kind = kind.name;
        button.append(element("span", { textContent: kind.label }), element("small", { textContent: kind.note }));
        button.addEventListener("click", () => model.send({ do: "make", kind: kind.name }));
        return button;
      }),
    );
    if (focused) buttons.querySelector(`[data-kind="${focused}"]`)?.focus();
  }

  function onMessage(message, buffers) {
    if (message.do === "file") {
      coming = { ...message, pieces: [] };
    } else if (message.do === "piece" && coming && message.file === coming.file) {
      coming.pieces.push(buffers[0]);
    } else {
      return;
    }
    const next = coming.pieces.length;
    if (next === coming.number) {
      save(coming.name, coming.mime, coming.pieces);
      model.send({ do: "saved", file: coming.file });
      coming = null;
    } else {
      const wait = next ? PACE * coming.size / 2 ** 20 * 1000 : 0;
      setTimeout(() => model.send({ do: "piece", file: message.file, number: next }), wait);
    }
  }

  async function readBack() {
    const chosen = file.files[0];
    if (!chosen) return;
    const limit = model.get("view").most_bytes;
    // a file that is too large is named, and refused in Python, without being sent
    const content = chosen.size > limit ? new ArrayBuffer(0) : await chosen.arrayBuffer();
    model.send({ do: "read", name: chosen.name, size: chosen.size }, undefined, [content]);
    file.value = "";
  }

  file.addEventListener("change", readBack);
  model.on("change:view", show);
  model.on("msg:custom", onMessage);
  show();
  return () => {
    model.off("change:view", show);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
