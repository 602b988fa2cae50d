// Something that is nowhere else yet is not left behind by a click: the page stays, and a toast offers to go on. The
// browser asks by itself when the studio is left.

const HELD = "[data-recorder]:is([data-state=recording], [data-state=recorded])";
let changed = null; // the form that was typed in since it came

const isUnsaved = () => Boolean(document.querySelector(HELD)) || Boolean(changed?.isConnected);

export function start() {
  document.addEventListener("input", ({ target, isTrusted }) => isTrusted && (changed = target.closest("form[data-unsaved]") ?? changed));
  document.addEventListener("submit", ({ target }) => target === changed && (changed = null), true);
  addEventListener("beforeunload", (event) => isUnsaved() && event.preventDefault());
  document.addEventListener("htmx:confirm", stay);
}

/** A script changed it for a person. */
export const touch = (form) => (changed = form);

function stay(event) {
  const { elt, target, issueRequest } = event.detail;
  if (target?.id !== "main" || elt.matches("[data-keeps]") || !isUnsaved()) return; // a button may carry it along
  event.preventDefault();
  const toast = document.getElementById("leave-shape").content.firstElementChild.cloneNode(true);
  toast.addEventListener("click", ({ target: pressed }) => pressed.closest("[data-leave]") && ((changed = null), toast.remove(), issueRequest(true)));
  document.getElementById("toasts").replaceChildren(toast);
  globalThis.htmx.process(toast);
}
