// Buttons that fetch a file, and a field that reads a record back.
function render({ model, el }) {
  ownKeys(el);
  el.classList.add("cd-panel", "cd-takeaway");
  const title = element("h3");
  const buttons = element("div", { className: "grid" });
  const status = region("status");
  const alert = region("alert");
  const onMessage = receiver(model);
  const lines = element("pre");
  const linesTitle = element("h4");
  const backTitle = element("h4");
  const backNote = element("p", { className: "soft" });
  const file = fileField("read", "", ".json,application/json", readBack);
  el.append(title, buttons, status, alert, linesTitle, lines, backTitle, backNote, file);

  function show() {
    const view = model.get("view");
    title.textContent = view.title;
    linesTitle.textContent = view.lines_title;
    lines.textContent = view.lines;
    lines.hidden = linesTitle.hidden = !view.lines;
    backTitle.textContent = view.back_title;
    backNote.textContent = view.back_note;
    tell(file.lastChild, view.choose);
    tell(status, view.status);
    tell(alert, view.error);
    el.lang = view.lang === "zh" ? "zh-CN" : "en";
    const made = view.kinds.map((kind) => {
        const button = element("button", { type: "button", disabled: !view.ready || Boolean(view.busy) });
        button.dataset.key = kind.name;
        button.append(element("span", { textContent: kind.label }), element("small", { textContent: kind.note }));
        button.addEventListener("click", () => model.send({ do: "make", kind: kind.name }));
        return button;
    });
    keepingFocus(el, () => buttons.replaceChildren(...made));
  }

  async function readBack(chosen) {
    const limit = model.get("view").most_bytes;
    // a file that is too large is named, and refused in Python, without being sent
    const content = chosen.size > limit ? new ArrayBuffer(0) : await chosen.arrayBuffer();
    model.send({ do: "read", name: chosen.name, size: chosen.size }, undefined, [content]);
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
