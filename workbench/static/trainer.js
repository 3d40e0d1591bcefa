// Guess first, then look. Everything that is shown comes from Python as plain values; only the timer runs here.
function scaleOf(answer, words) {
  const at = (share) => `${100 * share}%`;
  const box = element("div", { className: "scale" });
  const end = (place, text) => {
    const made = element("span", { className: "end", textContent: text });
    made.style.left = at(place);
    return made;
  };
  // The triangle stands over or under the value itself, whatever the width of the words.
  const mark = (kind, place, ...parts) => {
    const made = element("span", { className: `mark ${kind}` }, ...parts);
    made.style.left = at(place);
    return made;
  };
  const interval = element("span", { className: "interval" });
  interval.style.left = at(answer.scale.low);
  interval.style.width = at(answer.scale.high - answer.scale.low);
  box.append(
    element("div", { className: "axis" }), end(0, answer.scale.ends[0]), end(1, answer.scale.ends[1]), interval,
    mark("guess", answer.scale.guess, `${words.guess} ${answer.guess}`, element("i", { textContent: "▼" })),
    mark("answer", answer.scale.value, element("i", { textContent: "▲" }), `${words.answer} ${answer.value}`),
  );
  box.setAttribute("aria-hidden", "true"); // the sentence below says the same
  return box;
}

function besideTable(answer, words) {
  if (!answer.beside.length) return null;
  const rows = answer.beside.map(([name, before, after, change, mark, verdict]) => {
    const number = (text) => element("td", { textContent: text, className: "number" });
    const cells = answer.changed ? [number(before), number(after), number(change), element("td", { textContent: mark, className: verdict })] : [number(after)];
    return element("tr", {}, element("td", { textContent: name }), ...cells);
  });
  const heads = answer.changed ? [words.indicator, words.before, words.after, words.change, ""] : [words.indicator, words.before];
  return element("table", {}, element("caption", { textContent: words.also }), headingRow(heads, [1, 2, 3]), element("tbody", {}, ...rows));
}

function render({ model, el }) {
  ownKeys(el);
  el.classList.add("cd-panel", "cd-trainer");
  const head = element("div");
  const question = element("div");
  const clock = element("div", { className: "row" });
  const status = region("status");
  const alert = region("alert");
  const answer = element("div");
  const foot = element("div");
  answer.setAttribute("aria-live", "polite");
  el.append(head, question, clock, status, alert, answer, foot);
  const onMessage = receiver(model);
  let left = null; // seconds, while the timer runs
  let ticking = null;
  let asked = ""; // the step that the question was made for

  function button(key, text, onClick, more = {}) {
    const made = element("button", { type: "button", textContent: text, ...more });
    made.dataset.key = key;
    made.addEventListener("click", onClick);
    return made;
  }

  function guessBySlider(view) {
    const { stops, texts } = view.slider;
    const middle = Math.floor(stops.length / 2);
    const kept = stops.reduce((best, stop, place) => (Math.abs(stop - view.guess) < Math.abs(stops[best] - view.guess) ? place : best), 0);
    const start = view.guess === null ? middle : kept;
    const input = element("input", { type: "range", min: 0, max: stops.length - 1, step: 1, value: start, disabled: view.revealed });
    const shown = element("output", { textContent: texts[start] });
    input.dataset.key = "slider";
    input.setAttribute("aria-label", view.question);
    input.setAttribute("aria-valuetext", texts[start]);
    input.addEventListener("input", () => {
      shown.textContent = texts[input.value];
      input.setAttribute("aria-valuetext", texts[input.value]);
    });
    const keep = button("keep", view.words.keep, () => model.send({ do: "guess", value: stops[input.value] }), { disabled: view.revealed });
    return element("div", { className: "row" }, input, shown, keep);
  }

  function guessByChoice(view) {
    const group = element("div", { className: "row" });
    group.setAttribute("role", "radiogroup");
    group.setAttribute("aria-label", view.question);
    for (const choice of view.choices) {
      const input = element("input", { type: "radio", name: `guess-${view.name}`, checked: view.guess === choice.value, disabled: view.revealed });
      input.dataset.key = `choice-${choice.value}`;
      input.addEventListener("change", () => model.send({ do: "guess", value: choice.value }));
      group.append(element("label", {}, input, element("span", { textContent: choice.label })));
    }
    return group;
  }

  function stopTimer() {
    clearInterval(ticking);
    ticking = left = null;
  }

  function showClock() {
    const view = model.get("view");
    const words = view.words;
    const text = left === null ? "" : left > 0 ? words.left.replace("{seconds}", left) : words.over;
    const toggle = ticking
      ? button("timer", words.stop, () => { stopTimer(); showClock(); })
      : button("timer", words.timer.replace("{seconds}", view.seconds), startTimer);
    keepingFocus(clock, () => clock.replaceChildren(toggle, element("strong", { className: "left", textContent: text })));
  }

  function startTimer() {
    stopTimer();
    left = model.get("view").seconds;
    ticking = setInterval(() => {
      left -= 1;
      if (left <= 0) {
        clearInterval(ticking);
        ticking = null;
      }
      showClock();
    }, 1000);
    showClock();
  }

  function stepsOf(view) {
    const list = element("nav", { className: "steps row" });
    list.setAttribute("aria-label", view.words.steps);
    view.steps.forEach((step, place) => {
      const made = button(`step-${place}`, `${step.label}${step.done ? " ✓" : ""}`, () => model.send({ do: "go", place }));
      if (step.here) made.setAttribute("aria-current", "step");
      list.append(made);
    });
    return list;
  }

  function showQuestion(view) {
    const parts = [
      element("h3", { textContent: `${view.kind} · ${view.title}` }), element("p", { textContent: view.story }),
      element("p", { className: "question", textContent: view.question }),
      view.today ? element("p", { className: "soft", textContent: view.today }) : null,
      view.slider ? guessBySlider(view) : guessByChoice(view),
    ];
    keepingFocus(question, () => question.replaceChildren(...parts.filter(Boolean)));
  }

  function showAnswer(view) {
    const found = view.answer;
    if (!found) {
      answer.replaceChildren();
      return;
    }
    const words = view.words;
    const parts = [
      found.scale ? scaleOf(found, words) : null,
      element("p", { className: "found", textContent: `${found.sentence} ${found.judgement}` }),
      element("p", {}, element("strong", { textContent: view.lang === "zh" ? `${words.why}：` : `${words.why}: ` }), found.why),
      besideTable(found, words),
    ];
    answer.replaceChildren(...parts.filter(Boolean));
  }

  function showFoot(view) {
    const words = view.words;
    const move = element(
      "div", { className: "row" },
      button("reveal", words.reveal, () => model.send({ do: "reveal" }), { className: "main", disabled: !view.can_reveal }),
      button("back", words.back, () => model.send({ do: "go", place: view.place - 1 }), { disabled: view.place === 0 }),
      button("next", words.next, () => model.send({ do: "go", place: view.place + 1 }), { disabled: view.place === view.steps.length - 1 }),
      element("span", { className: "soft", textContent: words.place }),
      view.can_retry ? button("retry", words.retry, () => model.send({ do: "retry" })) : null,
    );
    const more = element(
      "div", { className: "row" },
      button("html", words.html, () => model.send({ do: "handout", form: "html" })), button("pdf", words.pdf, () => model.send({ do: "handout", form: "pdf" })),
      button("again", words.again, () => model.send({ do: "again" })),
    );
    keepingFocus(foot, () => foot.replaceChildren(move, more, element("p", { className: "soft", textContent: view.note })));
  }

  function show() {
    const view = model.get("view");
    el.lang = view.lang === "zh" ? "zh-CN" : "en";
    el.classList.toggle("large", model.get("large"));
    keepingFocus(head, () => head.replaceChildren(element("h3", { className: "soft", textContent: view.words.title }), stepsOf(view)));
    if (view.revealed || (asked && asked !== view.name)) stopTimer();
    // a slider that is being moved must stay as it is when something else arrives
    const made = JSON.stringify([view.name, view.lang, view.guess, view.revealed, view.today]);
    if (made !== question.dataset.made) {
      question.dataset.made = made;
      showQuestion(view);
    }
    asked = view.name;
    tell(status, view.status);
    tell(alert, view.error);
    showClock();
    showAnswer(view);
    showFoot(view);
  }

  model.on("change:view", show);
  model.on("change:large", show);
  model.on("msg:custom", onMessage);
  show();
  return () => {
    stopTimer();
    model.off("change:view", show);
    model.off("change:large", show);
    model.off("msg:custom", onMessage);
  };
}

export default { render };
