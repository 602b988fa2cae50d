// How the page shows what plays: in the player, in the panel, and wherever the song stands on the page.
import * as player from "./player.js";
import * as queue from "./queue.js";
import { sheet } from "./sheet.js";
import { elementsOf, read, SONG } from "./songs.js";
import { draw, played } from "./waves.js";
import { clock, position, spoken, words } from "./words.js";

const all = (selector) => document.querySelectorAll(selector);
const PARTS = "#player, #panel";
let shown = null;
let dragged = null; // the range under a finger: it is not moved away

export function start() {
  player.changes.addEventListener("song", (event) => showSong(event.detail.isNew));
  player.changes.addEventListener("state", showState);
  player.changes.addEventListener("time", showTime);
  player.changes.addEventListener("volume", showVolume);
  player.changes.addEventListener("queue", showModes);
  player.changes.addEventListener("trouble", (event) => showTrouble(event.detail));
  document.addEventListener("click", press);
  document.addEventListener("input", slide);
  document.addEventListener("change", slide);
  all("[data-song-wave]").forEach((svg) => draw(svg, ""));
  showVolume();
  showModes();
}

export function look() {
  showModes();
  player.look();
  showState();
  showTime();
}

function press(event) {
  const button = event.target.closest("[data-play], [data-do]");
  if (!button || button.disabled) return;
  const element = button.closest(SONG);
  if (element?.dataset.src === "") return; // nothing to hear yet
  if (button.dataset.do) DEEDS[button.dataset.do]?.();
  else if (element.dataset.track === player.current()?.uuid) player.toggle();
  else player.play(read(element));
}

const DEEDS = {
  toggle: player.toggle,
  previous: () => player.step(-1),
  next: () => player.step(1),
  mute: toggleMute,
  shuffle: () => queue.shuffle(player.current()),
  repeat: queue.repeat,
  clear: () => queue.clear(player.current()),
};

/** How the queue is played, on every button that says so; and whether there is a next song. */
function showModes() {
  const { isShuffled, repeats } = queue.modes();
  all("[data-do=shuffle]").forEach((button) => (button.ariaPressed = String(isShuffled)));
  all("[data-do=repeat]").forEach((button) => {
    const use = button.querySelector("use");
    button.ariaPressed = String(repeats !== "off");
    button.ariaLabel = button.dataset[repeats];
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, repeats === "one" ? "#repeat-1" : "#repeat"));
  });
  all("[data-do=next]").forEach((button) => (button.disabled = !player.current() || !player.hasStep(1)));
}

export function toggleMute() {
  const { level, isMuted } = player.volume();
  player.setVolume(isMuted && !level ? 0.5 : level, !isMuted);
}

function slide(event) {
  const range = event.target;
  if (range.matches?.("[data-volume]")) return player.setVolume(Number(range.value));
  if (!range.matches?.("[data-seek]")) return;
  dragged = event.type === "input" ? range : null;
  const wave = range.parentElement.querySelector("svg.wave");
  played(wave, range.value / range.max);
  range.ariaValueText = position(Number(range.value), Number(range.max));
  if (event.type === "change") seekBy(range);
}

/** On a song's own page the waveform plays that song there, whatever plays now. */
function seekBy(range) {
  const element = range.closest(SONG);
  if (element) player.play(read(element), Number(range.value));
  else player.seek(Number(range.value));
}

async function showSong(isNew) {
  const song = player.current();
  if (!song) return;
  forEachPart((root) => fill(root, song));
  if (isNew) {
    showTime();
    const more = await sheet(song);
    if (more && player.current()?.uuid === song.uuid) enrich(song, more);
  }
}

function forEachPart(run) {
  all(PARTS).forEach(run);
}

function fill(root, song) {
  const put = (selector, run) => root.querySelectorAll(selector).forEach(run);
  root.classList.remove(...[...root.classList].filter((name) => name.startsWith("hue-")));
  root.classList.add(song.hue);
  put("[data-song-title]", (node) => (node.textContent = song.title));
  put("[data-song-style]", (node) => (node.textContent = song.style));
  put("[data-song-link]", (node) => pointTo(node, song.page ?? `/tracks/${song.uuid}/`));
  put("[data-song-cover]", (node) => showPicture(node, song.thumb));
  put("[data-song-picture]", (node) => showPicture(node, song.cover ?? song.thumb));
  put("[data-song-wave]", (node) => draw(node, song.bars, Number(node.dataset.songWave)));
  put("[data-seek], [data-do]:not([data-do=next])", (node) => (node.disabled = false));
  showModes();
}

/** htmx remembers an address from when it first saw a link, so a new one needs a new link. */
function pointTo(link, href) {
  if (link.getAttribute("href") === href) return;
  const fresh = link.cloneNode(true);
  fresh.href = href;
  link.replaceWith(fresh);
  globalThis.htmx?.process(fresh);
}

function showPicture(image, src) {
  image.hidden = !src;
  if (src && image.getAttribute("src") !== src) image.src = src;
}

function enrich(song, more) {
  player.learn({ ...player.current(), bars: more.bars || song.bars, cover: more.cover || song.thumb });
  forEachPart((root) => root.querySelectorAll("[data-song-heart]").forEach((place) => {
    place.replaceChildren(...(more.heart ? [more.heart.cloneNode(true)] : []));
    globalThis.htmx?.process(place);
  }));
}

function showState() {
  const song = player.current();
  const isPlaying = player.isPlaying();
  if (shown && shown !== song?.uuid) elementsOf(shown).forEach((element) => mark(element, false, false));
  shown = song?.uuid ?? null;
  elementsOf(shown).forEach((element) => mark(element, true, isPlaying));
  forEachPart((root) => root.querySelectorAll("[data-do=toggle]").forEach((button) => showButton(button, isPlaying)));
  if (song) say(song, isPlaying);
}

let said = "";

/** For who hears the page: the song and whether it plays, when one of them changed. */
function say(song, isPlaying) {
  const { nowPlaying, nowPaused } = words();
  const text = describe(song, isPlaying ? nowPlaying : nowPaused);
  if (text === said || (!said && !isPlaying)) return;
  said = text;
  all("[data-song-said]").forEach((place) => (place.textContent = text));
}

/** Title, style, length in words, and how it is. */
export const describe = (song, state) =>
  [song.title + (song.take ?? ""), song.style?.slice(0, 80), spoken(song.length), state].filter(Boolean).join(", ");

function mark(element, isHere, isPlaying) {
  element.classList.toggle("playing", isHere);
  const wave = element.querySelector("svg.wave");
  if (wave && !isHere) played(wave, 0);
  element.querySelectorAll("[data-play]").forEach((button) => showButton(button, isPlaying, isHere));
}

/** The same again would have the browser make it anew. */
function write(node, name, value) {
  if (node.getAttribute(name) !== value) node.setAttribute(name, value);
}

function showButton(button, isPlaying, isHere = false) {
  const use = button.querySelector("use");
  const [sprite] = use.getAttribute("href").split("#");
  const isCover = button.matches(".cover");
  write(use, "href", `${sprite}#${isPlaying ? (isCover ? "eq" : "pause") : "play"}`);
  if (isCover) button.querySelector(".icon").classList.toggle("icon-fill", !isPlaying);
  const { play, pause } = words();
  const name = button.getAttribute("aria-label").replace(/^[^:]*/, isPlaying ? pause : play);
  write(button, "aria-label", name);
  if (isCover) button.toggleAttribute("data-here", isHere);
}

function showTime() {
  const song = player.current();
  if (!song) return;
  const [now, length, part] = [player.now(), player.length(), player.part()];
  forEachPart((root) => {
    root.querySelectorAll("[data-now]").forEach((node) => (node.textContent = clock(now)));
    root.querySelectorAll("[data-length]").forEach((node) => (node.textContent = clock(length)));
    root.querySelectorAll("[data-played]").forEach((node) => (node.value = part * 100));
    root.querySelectorAll(".seekable").forEach((place) => showPlace(place, now, length, part));
  });
  elementsOf(song.uuid).forEach((element) => {
    const place = element.querySelector(".seekable");
    if (place) showPlace(place, now, length, part);
    else played(element.querySelector("svg.wave"), part);
    element.querySelectorAll("[data-at]").forEach((node) => (node.textContent = clock(now)));
  });
}

function showPlace(place, now, length, part) {
  const range = place.querySelector("[data-seek]");
  if (range === dragged) return;
  if (Number.isFinite(length)) range.max = length.toFixed(1);
  range.value = now;
  range.ariaValueText = position(now, length);
  played(place.querySelector("svg.wave"), part);
}

function showVolume() {
  const { level, isMuted } = player.volume();
  all("[data-volume]").forEach((range) => (range.value = isMuted ? 0 : level));
  all("[data-do=mute]").forEach((button) => {
    const use = button.querySelector("use");
    button.ariaPressed = String(isMuted);
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, isMuted || !level ? "#volume-x" : "#volume-2"));
  });
}

function showTrouble(kind) {
  all("[data-song-note]").forEach((note) => {
    note.hidden = !kind;
    note.textContent = kind ? words()[kind] : "";
  });
}
