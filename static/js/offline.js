// Without a connection: the songs that this device keeps, and one player for them.
import { kept } from "./kept.js";

const audio = document.getElementById("audio");
const buttons = () => [...document.querySelectorAll("[data-audio]")];

function clock(seconds) {
  const whole = Math.floor(seconds ?? 0);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function shape(name) {
  return document.getElementById(name).content.firstElementChild.cloneNode(true);
}

function item(song) {
  const made = shape("song-shape");
  const [button] = made.children;
  button.dataset.audio = song.audio;
  button.querySelector("[data-title]").textContent = song.title;
  button.querySelector("[data-long]").textContent = clock(song.length);
  const image = button.querySelector("img");
  if (song.thumb) image.src = song.thumb;
  else image.remove();
  return made;
}

function listed(list) {
  const made = shape("list-shape");
  made.querySelector("h2").textContent = list.name;
  made.querySelector("ol").append(...list.songs.map(item));
  return made;
}

function play(button) {
  document.querySelectorAll("li[aria-current]").forEach((other) => other.removeAttribute("aria-current"));
  button.parentElement.setAttribute("aria-current", "true");
  audio.hidden = false;
  audio.src = button.dataset.audio;
  audio.dataset.from = buttons().indexOf(button);
  audio.play().catch(() => {});
}

async function start() {
  const { lists } = globalThis.caches ? await kept() : { lists: [] };
  const full = lists.filter(({ songs }) => songs.length);
  document.getElementById("lists").append(...full.map(listed));
  document.getElementById("none").hidden = full.length > 0;
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-audio]");
    if (button) play(button);
  });
  audio.addEventListener("ended", () => {
    const next = buttons()[Number(audio.dataset.from) + 1];
    if (next) play(next);
  });
}

start();
