// Building and finding elements. Text always goes in as text: nothing here parses HTML.

export const find = (selector, inside = document) => inside.querySelector(selector);
export const findAll = (selector, inside = document) => [...inside.querySelectorAll(selector)];

/**
 * A new element. Attributes that are true are set empty, those that are false, null or undefined
 * are left out; `on…` functions become listeners; children are nodes or text.
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function show(node, visible = true) {
  node.hidden = !visible;
}

/** Bring a heading or field to the reader: into view, and focused for screen readers and keys. */
export function goTo(node) {
  if (!node.matches("a[href], button, input, select, textarea")) node.tabIndex = -1;
  node.focus({ preventScroll: true });
  node.scrollIntoView({ block: "center" });
}

/** Say something in a live region; the region stays in the page so that it is announced. */
export function say(region, text, kind = "") {
  region.textContent = text;
  region.dataset.kind = kind;
}

let made = 0;
/** A fresh id for tying a label or a hint to its field. */
export const freshId = (prefix) => `${prefix}-${++made}`;
