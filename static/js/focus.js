// The focus when a piece of the page is replaced that had it: the same thing come again, what stood nearest around
// it, or the beginning of what is new. Never nowhere, where a keyboard would begin at the top and a reader falls silent.
const TAKES_FOCUS = ":is(a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]):not([tabindex='-1'])";
const isLost = () => document.activeElement === document.body;
let had = null; // {focused, around: ids, places: whose children come in its place, pieces: what came}

export function start() {
  document.addEventListener("htmx:beforeSwap", note);
  document.addEventListener("htmx:afterSettle", ({ target }) => had?.pieces.push(target));
  document.addEventListener("htmx:afterRequest", bringBack);
  document.addEventListener("htmx:historyRestore", () => isLost() && focus(document.getElementById("main")));
}

function note({ detail: { target, xhr } }) {
  const focused = document.activeElement;
  const isElsewhere = target.id === "main" && new URL(xhr.responseURL || location.href).pathname !== location.pathname;
  const around = isElsewhere ? ["main"] : idsAround(focused);
  had = { focused, around, isElsewhere, places: [target, target.parentElement], pieces: [] };
}

function idsAround(element) {
  const ids = [];
  for (let each = element.closest("[id]"); each; each = each.parentElement?.closest("[id]")) ids.push(each.id);
  return ids;
}

function bringBack() {
  const isGone = had && (had.isElsewhere || !had.focused.isConnected);
  if (isGone && isLost()) focus(successor(had));
  had = null;
}

function successor({ focused, around, places, pieces }) {
  const near = around.map((id) => document.getElementById(id)).find((each) => pieces.some((piece) => piece.contains(each)));
  const piece = near ?? pieces.find((each) => places.includes(each.parentElement));
  return [...(piece?.querySelectorAll(TAKES_FOCUS) ?? [])].find((each) => each.isEqualNode(focused)) ?? piece;
}

function focus(piece) {
  if (!piece) return;
  const isOne = piece.matches(`[tabindex], ${TAKES_FOCUS}`);
  const first = isOne ? piece : [...piece.querySelectorAll(TAKES_FOCUS)].find((each) => !each.disabled && each.checkVisibility());
  first?.focus({ preventScroll: true });
}
