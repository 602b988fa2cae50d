// Many songs at once: ticks, a range with Shift, all of a list, and the bar of what can be done with them. Stars by a key,
// and arrow keys from row to row.
import { isOff } from "./characters.js";
import { SONG } from "./songs.js";

const TAKES_TEXT = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
let last = null; // the tick that was set last: a range begins there

const bar = () => document.getElementById("many");
const ticks = () => [...document.querySelectorAll("#rows .pick")];
const chosen = () => ticks().filter((tick) => tick.checked);
const allTick = () => document.querySelector("#rows [data-pick-all]"); // with data-count, once the studio said how many they are
const isAll = () => Boolean(allTick()?.checked && allTick().dataset.count);

export function start() {
  document.addEventListener("click", onClick);
  document.addEventListener("change", onChange);
  document.addEventListener("reset", (event) => event.target === bar() && setTimeout(end));
  document.addEventListener("keydown", keys);
  document.addEventListener("htmx:configRequest", nameAll);
  document.addEventListener("htmx:afterRequest", follow);
  document.addEventListener("toggle", (event) => event.target.closest?.("#many") && tell(), true);
}

export function look() {
  if (isAll()) tickAll(); // those that came meanwhile, too
  show();
}

function onChange({ target }) {
  if (target.matches("[data-pick-all]")) chooseWhole(target);
  else if (target.matches(".pick") && !target.checked) leaveWhole();
  if (target.matches(".pick")) show();
}

/** All songs of the list, shown or not: how many they are is said before anything is done to them. */
async function chooseWhole(tick) {
  delete tick.dataset.count;
  const { count, shown, why_not: whyNot = "" } = tick.checked ? await ask(tick) : {};
  const isPossible = Boolean(tick.checked && count && !whyNot);
  tick.closest("p").querySelector("[data-all-said]").textContent = whyNot;
  tick.checked = isPossible;
  if (isPossible) Object.assign(tick.dataset, { count, shown });
  ticks().forEach((one) => (one.checked = isPossible));
  show();
}

async function ask({ value, dataset }) {
  const answer = await fetch(`${dataset.pickAll}?${new URLSearchParams({ all: value })}`).catch(() => null);
  return answer?.ok ? answer.json() : { why_not: bar().dataset.failed };
}

const tickAll = () => ticks().forEach((tick) => (tick.checked = true));

function leaveWhole() {
  const tick = allTick();
  if (tick?.checked) tick.checked = false;
}

/** Then it is the list that is named, and not each of the songs that happen to be shown. */
function nameAll({ detail: { elt, formData } }) {
  if (elt.form !== bar() || !isAll()) return;
  ["tracks", "entries"].forEach((name) => formData.delete(name));
  formData.set("count", allTick().dataset.count);
}

function onClick(event) {
  const tick = event.target.closest(".pick");
  if (tick) chooseRange(tick, event.shiftKey);
  const starter = event.target.closest("[data-pick-many]");
  if (starter) pick(starter.ariaPressed !== "true");
}

function chooseRange(tick, isRange) {
  const all = ticks();
  if (isRange && all.includes(last)) {
    const [from, to] = [all.indexOf(last), all.indexOf(tick)].sort((a, b) => a - b);
    for (const one of all.slice(from, to + 1)) one.checked = tick.checked;
  }
  last = tick;
  show();
}

/** Ticks are in sight in every row, for fingers too. */
function pick(isOn) {
  document.querySelectorAll("[data-pick-many]").forEach((button) => (button.ariaPressed = String(isOn)));
  if (!isOn) (leaveWhole(), ticks().forEach((tick) => (tick.checked = false)));
  show();
}

function end() {
  last = null;
  pick(false);
}

/** On the body, where other things make room: `:has` there would be asked anew for each change of the page. */
function tell() {
  const form = bar();
  if (form?.hasAttribute("data-some")) document.body.dataset.many = form.querySelector("details[open]") ? "open" : "";
  else delete document.body.dataset.many;
}

function show() {
  const form = bar();
  if (!form) return tell();
  const whole = isAll() ? allTick().dataset : null;
  const some = chosen();
  const number = whole ? Number(whole.count) : some.length;
  const starter = document.querySelector("[data-pick-many]");
  starter?.toggleAttribute("data-idle", !ticks().length);
  form.toggleAttribute("data-trash", Boolean(document.querySelector("#songs[data-trash]")));
  document.getElementById("rows")?.toggleAttribute("data-picking", number > 0 || starter?.ariaPressed === "true");
  form.toggleAttribute("data-some", number > 0);
  form.querySelector("[data-many-count]").textContent = whole?.shown ?? number;
  showHearts(form, some, whole);
  showBlind(form.querySelector("[data-many-blind]"), number >= 2 && number <= 8);
  tell();
}

/** The one that does something; both, where that is not known. */
function showHearts(form, some, whole) {
  const loved = some.filter((tick) => tick.closest(SONG).querySelector(".heart").ariaPressed === "true").length;
  form.querySelector("[value=favourite]").hidden = !whole && loved > 0 && loved === some.length;
  form.querySelector("[value=unfavourite]").hidden = !whole && loved < some.length;
}

/** Where it cannot be pressed it says why, with its name too. */
function showBlind(button, isPossible) {
  if (!button) return; // in the trash
  const name = button.querySelector("span");
  name.dataset.name ??= name.textContent;
  const words = isPossible ? name.dataset.name : button.dataset.whyNot;
  if (name.textContent === words) return;
  button.disabled = !isPossible;
  button.title = name.textContent = words;
}

function keys(event) {
  if (event.defaultPrevented || event.altKey || event.isComposing || isOff(event) || event.target.closest?.(TAKES_TEXT)) return;
  const isWithControl = event.ctrlKey || event.metaKey;
  const deed = isWithControl ? (event.key === "a" ? chooseAll : null) : KEYS[event.key] ?? (/^[0-5]$/.test(event.key) ? rate : null);
  if (deed?.(event)) event.preventDefault();
}

const rowOf = (event) => event.target.closest?.("#rows [data-track]");
const KEYS = {
  x: toggle, X: toggle, Escape: leave,
  ArrowUp: (event) => walk(event, -1), ArrowDown: (event) => walk(event, 1),
};

function toggle(event) {
  const tick = rowOf(event)?.querySelector(".pick");
  if (!tick) return false;
  tick.checked = !tick.checked;
  if (!tick.checked) leaveWhole();
  chooseRange(tick, event.shiftKey);
  return true;
}

function chooseAll() {
  if (!ticks().length) return false;
  tickAll();
  show();
  return true;
}

const CONTROLS = ["[data-handle]", "[data-play]", ".row-name a", ".heart", ".pick", ".entry-acts button", "[data-more]"];

/** To the same thing in the row above (-1) or below (1); of covers, in the same column. */
function walk(event, by) {
  const row = rowOf(event);
  if (!row || event.shiftKey || event.target.closest(".menu-list")) return false;
  const next = neighbour(row, by);
  if (!next) return false;
  const control = CONTROLS.find((each) => event.target.closest(each)) ?? "[data-more]";
  next.querySelector("[data-more]").focus({ preventScroll: true }); // a tick is in sight where the focus is
  next.querySelector(`${control}:not(:disabled)`)?.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function neighbour(row, by) {
  const rows = [...document.querySelectorAll("#rows [data-track]")];
  const rest = by < 0 ? rows.slice(0, rows.indexOf(row)).reverse() : rows.slice(rows.indexOf(row) + 1);
  const { left } = row.getBoundingClientRect();
  return row.closest(".covers") ? rest.find((other) => Math.abs(other.getBoundingClientRect().left - left) < 2) : rest[0];
}

function leave() {
  if (!document.querySelector("#rows[data-picking]")) return false;
  end();
  return true;
}

/** 0 to 5: of the row that has the focus, or of the song whose page this is. */
function rate(event) {
  const song = event.target.closest?.(`#main ${SONG}`) ?? document.querySelector("#main [data-song-page]");
  if (!song || song.dataset.page) return false;
  const stars = event.key;
  globalThis.htmx.ajax("POST", `/tracks/${song.dataset.track}/rate/`, { values: { rating: stars }, swap: "none", source: document.body });
  const radio = song.matches("[data-song-page]") && document.querySelector(`#opinion [name=rating][value="${stars}"]`);
  if (radio) radio.checked = true;
  return true;
}

/** What was done to the songs shows in their rows at once. */
function follow(event) {
  const { elt, successful, xhr, requestConfig } = event.detail;
  if (elt.form !== bar() || !successful || xhr.responseText.includes('data-level="error"')) return;
  const deed = requestConfig.parameters.do;
  fold(elt.closest("details"));
  const isElsewhereNow = deed === "project" && document.querySelector("#songs[data-project]");
  if (deed && (isAll() || isElsewhereNow)) return renew();
  if (HEARTS[deed]) chosen().forEach((tick) => (tick.closest(SONG).querySelector(".heart").ariaPressed = HEARTS[deed]));
  if (LEAVING.includes(deed)) takeAway();
  else show();
}

const HEARTS = { favourite: "true", unfavourite: "false" };
const LEAVING = ["trash", "restore", "take_out"];

/** Most of them were not here, or they are not any more: the page is asked for anew. */
function renew() {
  end();
  document.getElementById("main").focus({ preventScroll: true });
  askAgain();
}

const askAgain = () => globalThis.htmx.ajax("GET", location.href, { target: "#main", select: "#main", swap: "outerHTML" });

function fold(menu) {
  if (menu?.contains(document.activeElement)) menu.querySelector("summary").focus();
  menu?.removeAttribute("open");
}

/** What had the focus goes with them: it is at what comes next, or on the page. */
function takeAway() {
  const next = ticks().filter((tick) => !tick.checked)[0]?.closest(SONG).querySelector("[data-more]");
  for (const tick of chosen()) {
    const row = tick.closest(SONG);
    const list = row.parentElement;
    row.remove();
    list.hidden = !list.children.length;
  }
  end();
  (next ?? document.getElementById("main")).focus({ preventScroll: true });
  if (!ticks().length) askAgain();
}
