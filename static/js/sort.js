// Rows that are moved to another place: by their handle with a pointer, with Alt and an arrow, or one step by a button.
//   [data-sort] the address that is told · [data-places] holds the rows; [data-into] what it is, where there are several
import { say } from "./toasts.js";

const ROW = "[data-places] > :is([data-track], [data-item])";
const EDGE = 72; // px from an end of the window, within which it scrolls
const SLOP = 4; // px before a press becomes a drag

export function init(list) {
  if (list.dataset.sorts) return;
  list.dataset.sorts = "";
  list.addEventListener("pointerdown", (event) => {
    const row = event.target.closest("[data-handle]")?.closest(ROW);
    if (row && event.isPrimary && event.button === 0) press(event, list, row);
  });
  list.addEventListener("keydown", (event) => {
    const by = event.altKey && { ArrowUp: -1, ArrowDown: 1 }[event.key];
    const row = by && event.target.closest(ROW);
    if (!row) return;
    event.preventDefault();
    step(list, row, by);
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    event.preventDefault();
    step(list, button.closest(ROW), Number(button.dataset.step));
  });
}

function step(list, row, by) {
  const neighbour = by < 0 ? row.previousElementSibling : row.nextElementSibling;
  if (!neighbour?.matches(ROW)) return;
  const focused = document.activeElement;
  put(list, row, neighbour, by > 0);
  focused.focus({ preventScroll: true });
  row.scrollIntoView({ block: "nearest" });
}

/** From here it may become a drag; a press that moves nothing shows the buttons that do without. */
function press(event, list, row) {
  const drag = { list, row, from: event.clientY + scrollY, y: event.clientY, isOn: false, at: null, scroll: 0 };
  const moves = new AbortController();
  const listen = (name, run) => document.addEventListener(name, run, { signal: moves.signal });
  const end = (isDropped) => (moves.abort(), finish(drag, isDropped));
  listen("pointermove", (move) => move.isPrimary && follow(drag, move.clientY));
  listen("pointerup", () => end(true));
  listen("pointercancel", () => end(false));
  listen("keydown", (key) => key.key === "Escape" && end(false));
  event.preventDefault(); // no text is marked
  event.target.closest("[data-handle]").focus({ preventScroll: true });
}

function follow(drag, y) {
  drag.y = y;
  if (!drag.isOn && Math.abs(y + scrollY - drag.from) < SLOP) return;
  if (!drag.isOn) {
    drag.isOn = true;
    drag.row.dataset.dragged = "";
    scroll(drag);
  }
  show(drag);
}

function show(drag) {
  drag.row.style.translate = `0 ${drag.y + scrollY - drag.from}px`;
  mark(drag, placeAt(drag));
}

/** {row, isAfter}, or {into} for a folder that is empty; null where nothing would move. */
function placeAt({ list, row, y }) {
  for (const places of list.querySelectorAll("[data-places]")) {
    const { top, bottom } = places.getBoundingClientRect();
    const rows = [...places.querySelectorAll(`:scope > ${ROW.split("> ")[1]}`)].filter((other) => other !== row);
    const isHere = y >= top && y <= bottom;
    if (!rows.length && isHere) return { into: places };
    if (!isHere && list.querySelectorAll("[data-places]").length > 1) continue;
    const behind = rows.filter((other) => middle(other) < y).at(-1);
    return behind ? { row: behind, isAfter: true } : { row: rows[0], isAfter: false };
  }
  return null;
}

const middle = (row) => row.getBoundingClientRect().top + row.offsetHeight / 2;

function mark(drag, at) {
  for (const old of drag.list.querySelectorAll("[data-drop]")) delete old.dataset.drop;
  drag.at = at;
  const shown = at?.row ?? at?.into;
  if (shown) shown.dataset.drop = at.into ? "into" : at.isAfter ? "after" : "before";
}

/** Near an end of the window the page goes on under the finger. */
function scroll(drag) {
  if (!drag.isOn) return;
  const below = innerHeight - EDGE - parseFloat(getComputedStyle(document.body).paddingBlockEnd);
  const by = drag.y < EDGE ? -10 : drag.y > below ? 10 : 0;
  if (by) {
    scrollBy(0, by);
    show(drag);
  }
  requestAnimationFrame(() => scroll(drag));
}

function finish(drag, isDropped) {
  const { list, row, isOn, at } = drag;
  drag.isOn = false;
  delete row.dataset.dragged;
  row.style.translate = "";
  mark(drag, null);
  if (!isOn && isDropped) return openActs(list, row);
  if (!isDropped || !at) return;
  if (at.into) put(list, row, at.into, true);
  else put(list, row, at.row, at.isAfter);
  row.querySelector("[data-handle]").focus({ preventScroll: true });
}

function openActs(list, row) {
  const isOpen = "moving" in row.dataset;
  list.querySelectorAll("[data-moving]").forEach((other) => delete other.dataset.moving);
  if (!isOpen) row.dataset.moving = "";
}

/** The row is moved at once; should the studio not take it, it goes back. */
async function put(list, row, beside, isAfter) {
  const before = { parent: row.parentElement, next: row.nextElementSibling };
  delete row.dataset.rest; // it is no page's last any more
  if (beside.matches("[data-places]")) beside.prepend(row);
  else if (isAfter) beside.after(row);
  else beside.before(row);
  if (before.parent === row.parentElement && before.next === row.nextElementSibling) return;
  tell(list, row);
  if (await send(list, row)) return;
  before.parent.insertBefore(row, before.next);
  say("failed");
}

const key = (row) => row?.dataset.item ?? row?.querySelector("[data-entry]")?.dataset.entry ?? "";

async function send(list, row) {
  const above = row.previousElementSibling;
  const { into = "" } = row.parentElement.dataset;
  const body = new URLSearchParams({ entry: key(row), after: above?.matches(ROW) ? key(above) : "", into });
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  try {
    const answer = await fetch(list.dataset.sort, { method: "POST", body, headers: { ...token, "HX-Request": "true" } });
    return answer.status === 204;
  } catch {
    return false;
  }
}

function tell(list, row) {
  const rows = [...row.parentElement.querySelectorAll(":scope > *")].filter((other) => other.matches(ROW));
  const told = { name: row.querySelector("[data-title]").textContent.trim(), place: rows.indexOf(row) + 1, count: rows.length };
  list.querySelector("[data-sort-said]").textContent = list.dataset.moved.replace(/\{(\w+)\}/g, (_, name) => told[name]);
}
