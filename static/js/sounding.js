// The panel's "Sound": loudness, crossfade, speed; and the timer that stops the music.
import * as decks from "./decks.js";
import * as player from "./player.js";
import { choose, sound } from "./sound.js";
import { clock, words } from "./words.js";

const GOES = 6; // seconds in which the music goes away
let endsAt = 0;
let timer = 0;

export function start() {
  document.addEventListener("input", change);
  document.addEventListener("studio:panel", show);
  for (const name of ["sound", "sleep"]) player.changes.addEventListener(name, show);
  setInterval(() => endsAt && showSleep(), 1000);
}

function change({ target }) {
  const { sound: name, sleep } = target.dataset ?? {};
  if (name) choose(name, target.type === "checkbox" ? target.checked : Number(target.value));
  else if (sleep !== undefined) sleepAfter(target.value);
}

/** Minutes, or “end”: when this song ends; nothing: never. */
function sleepAfter(wanted) {
  clearTimeout(timer);
  player.isTheLast(wanted === "end");
  const wait = Number(wanted) * 60_000;
  endsAt = wait ? Date.now() + wait : 0;
  if (wait) timer = setTimeout(() => decks.fadeAway(GOES, sleep), wait);
  showSleep();
}

function sleep() {
  player.pause();
  endsAt = 0;
  show();
}

function show() {
  document.querySelectorAll("[data-sound]").forEach((field) => {
    const value = sound()[field.dataset.sound];
    if (field.type === "checkbox") field.checked = value;
    else sayValue(field, value);
  });
  document.querySelectorAll("[data-sleep]").forEach((list) => (list.value = player.isTheLast() ? "end" : endsAt ? list.value : ""));
  showSleep();
}

function sayValue(field, value) {
  const place = field.parentElement.querySelector("output");
  const { said, none } = place.dataset;
  const number = value.toLocaleString(document.documentElement.lang, { signDisplay: field.min < 0 ? "exceptZero" : "auto" });
  field.value = value;
  place.textContent = !value && none ? none : said.replace("{n}", number);
  field.ariaValueText = place.textContent;
}

function showSleep() {
  const text = player.isTheLast() ? words().sleepEnd : endsAt ? words().sleepIn.replace("{time}", clock((endsAt - Date.now()) / 1000)) : "";
  document.querySelectorAll("[data-sleep-said]").forEach((place) => (place.textContent = text));
}
