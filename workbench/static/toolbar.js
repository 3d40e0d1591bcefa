// The bar at the top: organisation, luck, horizon, precision, undoing, stopping, language. Each use is one message to the kernel.

function isSeed(text) {
  return /^\d{1,20}$/.test(text) && BigInt(text) < 2n ** 64n;
}

function render({ model, el }) {
  ownKeys(el);
  el.classList.add("cd-toolbar");
  el.innerHTML = `<header class="cd-strip"></header><div class="cd-alert" role="alert"></div>`;
  const [strip, alert] = [el.querySelector(".cd-strip"), el.querySelector(".cd-alert")];

  function select(name, label, options, chosen) {
    const shown = options.map(([value, text]) => `<option value="${escape(value)}" ${String(value) === String(chosen) ? "selected" : ""}>${escape(text)}</option>`);
    return `<label class="cd-field" data-field="${name}"><span>${escape(label)}</span><select data-name="${name}">${shown.join("")}</select></label>`;
  }

  function button(name, label, more = "", short = label) {
    return `<button type="button" data-name="${name}" title="${escape(label)}" aria-label="${escape(label)}" ${more}>${escape(short)}</button>`;
  }

  function paint() {
    const bar = model.get("bar"), words = bar.words ?? {};
    if (!bar.words) return;
    document.documentElement.lang = bar.lang === "zh" ? "zh-CN" : "en";
    el.classList.toggle("cd-projector", bar.projector);
    repaint(strip, `<h1>${escape(words.title)}</h1>` +
      select("organisation", words.organisation, bar.organisations, bar.organisation) +
      `<label class="cd-field" data-field="seed"><span>${escape(words.seed)}</span><input type="number" data-name="seed" min="0" step="1" value="${bar.seed}" ${bar.locked ? "disabled" : ""}></label>` +
      button("lock", bar.locked ? words.unlock : words.lock, `aria-pressed="${bar.locked}"`, bar.locked ? words.locked : words.open) +
      select("weeks", words.weeks, bar.horizons, bar.weeks) + select("precision", words.precision, bar.precisions, bar.precision) +
      button("undo", words.undo, bar.can_undo ? "" : "disabled") + button("redo", words.redo, bar.can_redo ? "" : "disabled") +
      (bar.running ? button("stop", words.stop, 'class="cd-stop"') : button("go", words.go, bar.finished ? "disabled" : "")) +
      `<span class="cd-end"></span>` +
      `<span class="cd-languages" role="group" aria-label="${escape(words.language)}"><button type="button" data-name="zh" lang="zh-CN" aria-pressed="${bar.lang === "zh"}">中文</button>` +
      `<button type="button" data-name="en" lang="en" aria-pressed="${bar.lang === "en"}">EN</button></span>` +
      button("projector", words.projector, `aria-pressed="${bar.projector}"`));
  }

  function complain() {
    const text = model.get("alert");
    alert.innerHTML = text ? `<p>${escape(text)}</p><button type="button" data-name="dismiss">${escape(model.get("bar").words.dismiss)}</button>` : "";
  }

  el.addEventListener("click", (event) => {
    const name = event.target.closest("button")?.dataset.name;
    if (name) model.send({ command: name });
  });
  el.addEventListener("change", (event) => {
    const { dataset, value } = event.target;
    model.send({ command: dataset.name, value });
    // The kernel says why it refuses a luck; here stands the one that is still in use.
    if (dataset.name === "seed" && !isSeed(value)) event.target.value = model.get("bar").seed;
  });
  model.on("change:bar", paint);
  model.on("change:alert", complain);
  paint();
  complain();
  return () => { model.off("change:bar", paint); model.off("change:alert", complain); };
}

export default { render };
