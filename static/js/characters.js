// Keys of a single character may be switched off: who speaks to a computer presses them by chance (WCAG 2.1.4).
import { recall, remember } from "./memory.js";

const tick = "[data-character-keys]";

/** Whether this key is one of them, and they are off. Space is none. */
export const isOff = ({ key, ctrlKey, metaKey }) => key?.length === 1 && key !== " " && !ctrlKey && !metaKey && recall("characterKeys") === false;

export function start() {
  document.addEventListener("change", ({ target }) => target.matches(tick) && remember("characterKeys", target.checked));
}

export function init(root) {
  root.querySelectorAll(tick).forEach((field) => (field.checked = recall("characterKeys") !== false));
}
