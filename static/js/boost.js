// The button beside every style: a better description of it, put into the field, with the old one an Undo away.
import { follow, newKey, order } from "./order.js";
import { words } from "./words.js";

const SLOW = 30_000; // ms, after which it is said that one need not wait
const before = new Map(); // id of a field → the texts that improved ones took the place of; while the page is the same
const keys = new WeakMap(); // field → {text, key}: the same text sent again is the same order

export function init(root) {
  if (root.matches("body, #main")) before.clear();
  root.querySelectorAll("a[data-improve-do]").forEach(makeButton);
}

/** A link without a script; with one, it does something here, and is a button to everybody. */
function makeButton(link) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: link.className });
  button.dataset.improveDo = new URL(link.href).pathname;
  button.append(...link.childNodes);
  link.replaceWith(button);
  const box = button.closest("[data-improve]");
  button.addEventListener("click", () => button.ariaDisabled !== "true" && improve(box, button));
  const back = box.querySelector("[data-improve-undo]");
  back.addEventListener("click", () => undo(box));
  back.hidden = !before.get(box.dataset.improve)?.length; // the form may have come back with its errors
}

const fieldOf = (box) => document.getElementById(box.dataset.improve);

async function improve(box, button) {
  const field = fieldOf(box);
  const text = field.value.trim();
  if (!text) return field.focus(), say(box, words().improveEmpty, true);
  const here = location.pathname;
  button.ariaDisabled = "true"; // disabled itself, it would lose the focus
  say(box, words().improving);
  const slow = setTimeout(() => say(box, words().improveSlow), SLOW);
  const card = await outcome(button.dataset.improveDo, text, field);
  clearTimeout(slow);
  const there = boxNow(box, here);
  if (!there) return; // the page is another one by now; what was made stands under Jobs
  there.querySelector("[data-improve-do]").ariaDisabled = "false";
  if (card.text) take(there, card.text);
  else say(there, card.trouble, true);
}

/** {text} of a better style, or {trouble}: why there is none. */
async function outcome(address, content, field) {
  const { trouble, card } = await order(address, { content }, keyFor(field, content));
  if (trouble) return { trouble };
  keys.delete(field); // the next press is another order
  const last = await follow(card);
  const text = last.querySelector("[data-improved]")?.textContent.trim();
  return text ? { text } : { trouble: last.querySelector(".job-words p")?.textContent.trim() || words().failed };
}

function keyFor(field, text) {
  const kept = keys.get(field);
  if (kept?.text === text) return kept.key;
  const key = newKey();
  keys.set(field, { text, key });
  return key;
}

/** The place on the page, also when the form was swapped for itself with its errors meanwhile. */
function boxNow(box, here) {
  if (box.isConnected) return box;
  return location.pathname === here ? document.querySelector(`[data-improve="${box.dataset.improve}"]`) : null;
}

function take(box, text) {
  const field = fieldOf(box);
  const limit = Number(field.closest(".field").querySelector(".counter")?.dataset.limit);
  const fitting = limit ? cut(text, limit) : text;
  before.set(field.id, [...(before.get(field.id) ?? []), field.value]);
  put(field, fitting);
  box.querySelector("[data-improve-undo]").hidden = false;
  say(box, fitting === text ? words().improved : words().improvedCut.replace("{limit}", limit.toLocaleString(document.documentElement.lang)));
}

/** As much of it as there is room for, in whole words: code points, as the provider counts. */
function cut(text, limit) {
  const points = [...text];
  if (points.length <= limit) return text;
  const room = points.slice(0, limit).join("");
  const end = /\s/.test(points[limit]) ? room.length : room.search(/\s\S*$/);
  return (end > room.length / 2 ? room.slice(0, end) : room).replace(/[\s,;:–-]+$/, "");
}

function undo(box) {
  const field = fieldOf(box);
  const texts = before.get(field.id) ?? [];
  put(field, texts.pop() ?? field.value);
  const button = box.querySelector("[data-improve-undo]");
  button.hidden = !texts.length;
  if (button.hidden) field.focus({ preventScroll: true });
  say(box, words().improveUndone);
}

function put(field, text) {
  field.value = text;
  for (const type of ["input", "change"]) field.dispatchEvent(new Event(type, { bubbles: true }));
}

function say(box, text, isTrouble = false) {
  const place = box.querySelector("[data-improve-words]");
  place.textContent = text;
  place.classList.toggle("is-bad", isTrouble);
}
