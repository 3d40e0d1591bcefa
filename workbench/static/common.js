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
