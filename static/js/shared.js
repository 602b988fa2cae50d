// A song or a list by a link, for whoever has it: one sound, the words that follow it, and the songs beside it.
import { init, played } from "./waves.js";
import { clock } from "./words.js";

const main = document.getElementById("main");
const audio = document.getElementById("audio");
const one = (selector) => document.querySelector(selector);
const song = () => document.getElementById("song").dataset;
const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(song().length) || 0);
const told = new Set();
let lines = [];
let line = null;

function start() {
  audio.controls = false;
  document.addEventListener("click", press);
  document.addEventListener("keydown", keys);
  document.addEventListener("input", ({ target }) => target.matches("[data-seek]") && seek(Number(target.value)));
  for (const name of ["play", "pause", "ended"]) audio.addEventListener(name, showState);
  for (const name of ["timeupdate", "durationchange", "seeked"]) audio.addEventListener(name, showTime);
  audio.addEventListener("playing", tellOnce);
  audio.addEventListener("ended", () => step(1));
  audio.addEventListener("error", () => (one("#trouble").hidden = false));
  navigator.mediaSession?.setActionHandler("nexttrack", () => step(1));
  navigator.mediaSession?.setActionHandler("previoustrack", () => step(-1));
  showSong();
}

function press(event) {
  const at = (selector) => event.target.closest(selector);
  const link = at("#songs a");
  if (at("[data-toggle]")) toggle();
  else if (at("[data-step]")) step(Number(at("[data-step]").dataset.step));
  else if (at("#lyrics button")) seek(Number(at("#lyrics button").dataset.from)), play();
  else if (link && !event.ctrlKey && !event.metaKey) event.preventDefault(), change(link);
}

function keys(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("button, a, input, audio")) return;
  const deed = { " ": toggle, ArrowLeft: () => seek(audio.currentTime - 5), ArrowRight: () => seek(audio.currentTime + 5) }[event.key];
  if (!deed) return;
  event.preventDefault();
  deed();
}

const toggle = () => (audio.paused ? play() : audio.pause());

async function play() {
  try {
    await audio.play();
    one("#trouble").hidden = true;
  } catch (error) {
    if (error.name !== "AbortError") one("#trouble").hidden = false;
  }
}

function seek(seconds) {
  audio.currentTime = Math.min(Math.max(seconds, 0), length());
  showTime();
}

function step(by) {
  const links = [...document.querySelectorAll("#songs a")];
  const place = links.findIndex((link) => link.dataset.n === song().n);
  if (links[place + by]) change(links[place + by]);
  else if (by < 0) seek(0);
}

/** Another song: its page has all of it, and its parts take the places of ours. */
async function change(link) {
  try {
    const answer = await fetch(`${main.dataset.share}?song=${link.dataset.n}`);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const id of ["song", "lyrics"]) document.getElementById(id)?.replaceWith(page.getElementById(id));
  } catch {
    return location.assign(link.href);
  }
  document.querySelectorAll("#songs li").forEach((item) => item.toggleAttribute("aria-current", item.contains(link)));
  link.parentElement.setAttribute("aria-current", "true");
  audio.src = song().src;
  showSong();
  play();
}

function showSong() {
  init(main);
  lines = [...document.querySelectorAll("#lyrics button")];
  line = null;
  if ("mediaSession" in navigator) {
    const src = one("#song img")?.src;
    navigator.mediaSession.metadata = new MediaMetadata({ title: one("#song h1").textContent, artwork: src ? [{ src, sizes: "480x480" }] : [] });
  }
  showTime();
}

function showState() {
  const button = one("[data-toggle]");
  const use = button.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, audio.paused ? "#play" : "#pause"));
  button.ariaLabel = audio.paused ? one("#transport").dataset.playName : one("#transport").dataset.pauseName;
}

function showTime() {
  const now = audio.currentTime;
  const range = one("[data-seek]");
  range.max = length().toFixed(1);
  range.value = now;
  range.ariaValueText = clock(now);
  one("[data-now]").textContent = clock(now);
  one("[data-total]").textContent = clock(length() || NaN);
  played(one("#song .wave"), length() ? now / length() : 0);
  follow(now);
}

/** The line that is sung, and what of it was sung already. */
function follow(now) {
  const sung = lines.findLast((button) => Number(button.dataset.from) <= now + 0.05) ?? null;
  if (sung === line || (audio.paused && !now)) return;
  line?.removeAttribute("aria-current");
  line = sung;
  line?.setAttribute("aria-current", "true");
}

/** Once for each song in a session, whatever is stopped, sought and begun again. */
function tellOnce() {
  const name = `heard ${song().src}`;
  if (told.has(name)) return;
  told.add(name);
  try {
    if (sessionStorage.getItem(name)) return;
    sessionStorage.setItem(name, "yes");
  } catch {
    // In a foreign page nothing may be kept: then it is told each time the page is opened.
  }
  fetch(`${main.dataset.share}${song().n}/heard/${new URL(song().src).search}`, { method: "POST", keepalive: true }).catch(() => {});
}

if (audio) start();
