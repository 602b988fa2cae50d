// The words follow the song while it plays: on its own page, and in the panel. Lines are buttons that jump there.
import * as player from "./player.js";
import { forget } from "./sheet.js";
import { elementsOf, read } from "./songs.js";

const PLACES = "#lyrics[data-of], #panel-lyrics[data-of]";
const LINE = "button[data-from]";
const LINGER = 4; // seconds that a line stays marked when nobody sings after it
const calm = matchMedia("(prefers-reduced-motion: reduce)");
const known = new WeakMap(); // place → {first, lines, line, word}
const OWN = 3000; // ms in which a place is left alone after a reader moved it
let moved = 0; // when a reader last moved something themselves
let isRunning = false;

export function start() {
  for (const name of ["state", "time", "song"]) player.changes.addEventListener(name, follow);
  document.addEventListener("click", press);
  document.addEventListener("keydown", step);
  for (const name of ["wheel", "touchmove"]) document.addEventListener(name, ({ target }) => target.closest?.(PLACES) && (moved = performance.now()), { passive: true });
  const panel = document.getElementById("panel-lyrics");
  if (panel) new MutationObserver(follow).observe(panel, { childList: true }); // words come there when they are asked for
}

export function init(root) {
  const here = root.querySelector("#lyrics[data-of]");
  if (!here) return;
  const panel = document.getElementById("panel-lyrics");
  const isOlder = panel?.dataset.of === here.dataset.of && !panel.querySelector(LINE);
  if (isOlder) panel.replaceChildren(...here.cloneNode(true).childNodes);
  forget(here.dataset.of); // it may have been asked for before its words were timed
  follow();
}

/** Marks what is sung now; goes on by itself while it plays, for words are shorter than the player's ticks. */
function follow() {
  const places = [...document.querySelectorAll(PLACES)].filter((place) => place.querySelector(LINE));
  places.forEach(mark);
  if (isRunning || !player.isPlaying() || !places.length) return;
  isRunning = true;
  requestAnimationFrame(() => ((isRunning = false), follow()));
}

/** The lines of a place; read anew when others stand there. */
function linesOf(place) {
  const first = place.querySelector(LINE);
  if (known.get(place)?.first !== first) {
    const lines = [...place.querySelectorAll(LINE)].map((button) => ({
      button, from: Number(button.dataset.from), to: Number(button.dataset.to), words: [...button.children],
    }));
    known.set(place, { first, lines, line: -1, word: null });
    lines.forEach(({ button }) => (button.tabIndex = button === first ? 0 : -1)); // one stop for the Tab key
  }
  return known.get(place);
}

const lastBegun = (times, now) => times.reduce((found, time, index) => (time <= now ? index : found), -1);

function mark(place) {
  const song = linesOf(place);
  const isHere = place.dataset.of === player.current()?.uuid;
  const now = isHere ? player.now() + 0.05 : -1; // what is marked is seen a moment later
  const line = lastBegun(song.lines.map(({ from }) => from), now);
  if (line !== song.line) moveTo(place, song, line);
  const { button, to, words } = song.lines[line] ?? {};
  if (!button) return;
  button.toggleAttribute("data-over", now > to + LINGER);
  const word = words[lastBegun(words.map(({ dataset }) => Number(dataset.s)), now)] ?? null;
  if (word !== song.word) markWord(song, words, word);
}

function moveTo(place, song, line) {
  const before = song.lines[song.line] ?? song.lines[0];
  song.lines.forEach(({ button }, index) => {
    button.classList.toggle("past", index < line);
    if (index === line) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  });
  markWord(song, [], null);
  song.line = line;
  if (line >= 0) bringIntoView(place, before.button, song.lines[line].button);
}

function markWord(song, words, word) {
  song.word?.removeAttribute("data-now");
  word?.setAttribute("data-now", "");
  const place = words.indexOf(word);
  words.forEach((each, index) => each.classList.toggle("begun", index <= place));
  song.word = word;
}

/** Only for who was watching: whoever scrolled away from the line before, or scrolls now, is left where they are. */
function bringIntoView(place, before, line) {
  const box = place.closest("#panel") ?? place;
  const { top, bottom, height } = box.getBoundingClientRect();
  const seen = before.getBoundingClientRect();
  if (seen.bottom < top || seen.top > bottom || performance.now() - moved < OWN || place.querySelector(":focus-visible")) return;
  moveUp(box, line);
}

/** The line to where one reads: two fifths down. */
export function moveUp(box, line) {
  const { top, height } = box.getBoundingClientRect();
  const by = line.getBoundingClientRect().top - top - height * 0.4;
  box.scrollBy({ top: by, behavior: calm.matches ? "auto" : "smooth" });
}

function press(event) {
  const line = event.target.closest?.(LINE);
  const place = line?.closest(PLACES);
  if (!place) return;
  const [element] = elementsOf(place.dataset.of);
  const song = place.dataset.of === player.current()?.uuid ? player.current() : element && read(element);
  if (song) player.play(song, Number(line.dataset.from));
}

/** Up and down go from line to line, wherever lines stand. */
function step(event) {
  const line = event.target.closest?.(LINE);
  if (!line || event.altKey || event.ctrlKey || event.metaKey) return;
  const buttons = [...line.closest(".lyrics").querySelectorAll(LINE)];
  const at = buttons.indexOf(line);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (!buttons[to]) return;
  event.preventDefault();
  line.tabIndex = -1;
  buttons[to].tabIndex = 0;
  buttons[to].focus();
}
