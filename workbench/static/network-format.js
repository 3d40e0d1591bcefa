// Writing numbers and names as the rest of the program does.

export const MINUS = "\u2212";

export function filled(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
}

export function numberText(value, decimals, signed = false) {
  const rounded = Number(value.toFixed(decimals)) + 0;
  const text = Math.abs(rounded).toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (rounded < 0 ? MINUS : signed && rounded > 0 ? "+" : "") + text;
}

export function valueText(value, form, lang) {
  if (value === null || Number.isNaN(value)) return "\u2013";
  if (form === "share") return numberText(100 * value, 1) + "%";
  if (form === "times") return numberText(value, 2) + (lang === "zh" ? " 倍" : " times");
  return numberText(value, 2);
}

export function intoElement(parent, tag, attributes = {}, text = null) {
  const namespace = ["svg", "g", "path", "line", "rect", "circle", "text", "title", "polyline", "polygon", "defs",
    "pattern"].includes(tag) ? "http://www.w3.org/2000/svg" : null;
  const element = namespace ? document.createElementNS(namespace, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (text !== null) element.textContent = text;
  if (parent) parent.appendChild(element);
  return element;
}

export function bytesOf(view) {
  return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
}

// Arrays of larger numbers are copied: the bytes may lie anywhere in what was received.
export function numbersOf(view, Type) {
  const bytes = bytesOf(view);
  return new Type(bytes.slice().buffer);
}
