// What was done just now: it stays for ten seconds, longer under a pointer or the focus.
import { words } from "./words.js";

const LASTS = 10_000;

export function start() {
  document.addEventListener("keydown", undo);
}

/** Control Z, except where it belongs to a text: the Undo of the last toast, which may be far away by Tab. */
function undo(event) {
  const isUndo = event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
  if (!isUndo || event.target.matches?.("input:not([type=range]), textarea, select")) return;
  [...document.querySelectorAll(".toast [data-undo] button")].at(-1)?.click();
}

export function init(root) {
  const toasts = root.matches?.(".toast") ? [root] : root.querySelectorAll(".toast");
  toasts.forEach(watch);
}

function watch(toast) {
  if (toast.dataset.watched) return;
  toast.dataset.watched = "";
  let timer = setTimeout(() => toast.remove(), LASTS);
  const hold = () => clearTimeout(timer);
  const release = () => (hold(), (timer = setTimeout(() => toast.remove(), LASTS / 2)));
  toast.addEventListener("pointerenter", hold);
  toast.addEventListener("focusin", hold);
  toast.addEventListener("pointerleave", release);
  toast.addEventListener("focusout", release);
  const close = toast.querySelector("[data-dismiss]");
  close.hidden = false;
  close.addEventListener("click", () => toast.remove());
  toast.addEventListener("submit", hold); // it leaves with the answer: htmx reads its attributes until then
  toast.addEventListener("htmx:afterRequest", () => setTimeout(() => toast.remove()));
}

/** Something a script has to say; the same words once at a time. */
export const say = (name) => sayText(words()[name]);

export function sayText(text) {
  const place = document.getElementById("toasts");
  if (!place || !text || [...place.children].some((toast) => toast.textContent.trim() === text)) return;
  const toast = document.getElementById("toast-shape").content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = text;
  place.append(toast);
  watch(toast);
}
