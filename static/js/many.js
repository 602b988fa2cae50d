// Many songs at once: ticks, a range with Shift, keys, and the bar of what can be done with them. Stars by a key.
import { isOff } from "./characters.js";
import { SONG } from "./songs.js";

const TAKES_TEXT = "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])";
let last = null; // the tick that was set last: a range begins there

const bar = () => document.getElementById("many");
const ticks = () => [...document.querySelectorAll("#rows .pick")];
const chosen = () => ticks().filter((tick) => tick.checked);

export function start() {
  document.addEventListener("click", onClick);
  document.addEventListener("change", (event) => event.target.matches(".pick") && show());
  document.addEventListener("reset", (event) => event.target === bar() && setTimeout(end));
  document.addEventListener("keydown", keys);
  document.addEventListener("htmx:afterRequest", follow);
  document.addEventListener("toggle", (event) => event.target.closest?.("#many") && tell(), true);
}

export function look() {
  show();
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
  if (!isOn) ticks().forEach((tick) => (tick.checked = false));
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
  const number = chosen().length;
  const starter = document.querySelector("[data-pick-many]");
  starter?.toggleAttribute("data-idle", !ticks().length);
  form.toggleAttribute("data-trash", Boolean(document.querySelector("#songs[data-trash]")));
  document.getElementById("rows")?.toggleAttribute("data-picking", number > 0 || starter?.ariaPressed === "true");
  form.toggleAttribute("data-some", number > 0);
  form.querySelector("[data-many-count]").textContent = number;
  showBlind(form.querySelector("[data-many-blind]"), number >= 2 && number <= 8);
  tell();
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

const KEYS = { x: toggle, Escape: leave };

function toggle(event) {
  const tick = event.target.closest?.("#rows [data-track]")?.querySelector(".pick");
  if (!tick) return false;
  tick.checked = !tick.checked;
  last = tick;
  show();
  return true;
}

function chooseAll() {
  if (!ticks().length) return false;
  ticks().forEach((tick) => (tick.checked = true));
  show();
  return true;
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
  if (deed === "favourite") chosen().forEach((tick) => (tick.closest(SONG).querySelector(".heart").ariaPressed = "true"));
  if (deed === "trash" || deed === "restore") takeAway();
}

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
  if (!ticks().length) globalThis.htmx.ajax("GET", location.href, { target: "#main", select: "#main", swap: "outerHTML" });
}
