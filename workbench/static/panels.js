// What the scripts of the panels share; Python puts it before each of them, for a widget's script is one file.
function element(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

// A field for a file that speaks the page's language; the browser's own speaks the browser's. The field itself is there for keyboard and
// screen readers, the label is what is seen.
function fileField(key, text, accept, onFile) {
  const input = element("input", { type: "file", accept, className: "unseen" });
  input.dataset.key = key;
  input.addEventListener("change", () => {
    if (input.files[0]) onFile(input.files[0]);
    input.value = ""; // the same file may be chosen again
  });
  return element("label", { className: "file" }, input, element("span", { textContent: text }));
}

function region(role) {
  const made = element("div");
  made.setAttribute("role", role);
  return made;
}

// Text is set only where it changes: a screen reader reads out what is set.
function tell(place, text) {
  if (place.textContent !== text) place.textContent = text;
}

function headingRow(texts, numbers = []) {
  const cells = texts.map((text, place) => element("th", { textContent: text, scope: "col", className: numbers.includes(place) ? "number" : "" }));
  return element("thead", {}, element("tr", {}, ...cells));
}

// Show something anew and give the focus back to the element of the same key.
function keepingFocus(el, show) {
  const key = el.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  show();
  if (key) el.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus();
}

function save(name, mime, pieces) {
  const address = URL.createObjectURL(new Blob(pieces, { type: mime }));
  element("a", { href: address, download: name }).dispatchEvent(new MouseEvent("click"));
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

// Fetch files from Python piece by piece. Servers of notebooks drop what comes faster than one megabyte a second: the browser asks for
// each piece, and not too soon.
const SECONDS_A_MEGABYTE = 1.0;

function receiver(model) {
  let coming = null; // the file whose pieces are arriving
  return (message, buffers) => {
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
      const wait = next ? (SECONDS_A_MEGABYTE * coming.size * 1000) / 2 ** 20 : 0;
      setTimeout(() => model.send({ do: "piece", file: message.file, number: next }), wait);
    }
  };
}

