// What the scripts of the page share; the kernel puts it before each of them.

function escape(text) {
  return String(text ?? "").replace(/[&<>"']/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[c]);
}

// Make an element look like the given HTML, keeping every element that stays: a click or a focus between two paintings is not lost.
function repaint(element, html) {
  const wanted = document.createElement(element.tagName);
  wanted.innerHTML = html;
  matchChildren(element, wanted);
}

function matchChildren(element, wanted) {
  const nodes = [...wanted.childNodes];
  nodes.forEach((node, place) => {
    const old = element.childNodes[place];
    if (!old) element.append(node);
    else if (old.nodeName !== node.nodeName) old.replaceWith(node);
    else if (old.nodeType === Node.TEXT_NODE) { if (old.data !== node.data) old.data = node.data; }
    else match(old, node);
  });
  while (element.childNodes.length > nodes.length) element.lastChild.remove();
}

function match(old, node) {
  for (const { name } of [...old.attributes]) if (!node.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of node.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  matchChildren(old, node);
  if (old.tagName === "INPUT") {
    if (old.type === "checkbox") old.checked = node.hasAttribute("checked");
    else if (old !== document.activeElement || old.type === "range") old.value = node.getAttribute("value");
  }
  if (old.tagName === "SELECT") {
    const chosen = [...old.options].findIndex((option) => option.hasAttribute("selected"));
    old.selectedIndex = Math.max(chosen, 0);
  }
}

// A colour for text: that of a line or a mark, darker where it would be read badly (4.5 to 1 even on a light grey).
const inks = new Map();
function inkOf(colour) {
  if (!inks.has(colour)) inks.set(colour, darkened(colour));
  return inks.get(colour);
}

function darkened(colour) {
  let parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  const linear = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = () => parts.reduce((sum, c, k) => sum + linear(c) * [0.2126, 0.7152, 0.0722][k], 0);
  while (light() > 0.152) parts = parts.map((c) => c * 0.96);
  return "#" + parts.map((c) => Math.round(c).toString(16).padStart(2, "0")).join("");
}
