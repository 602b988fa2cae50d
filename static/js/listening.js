// Where one is in the queue, told to the server now and then; and what another device was at, offered here.
import * as player from "./player.js";
import * as queue from "./queue.js";
import { recall, remember } from "./memory.js";
import { read, SONG } from "./songs.js";
import { clock, words } from "./words.js";

const OFTEN = 15_000; // ms between two words while it plays
const SOON = 600; // ms in which several changes are one
const ADDRESS = "/listening/";
let isNews = false; // something was done here that the server has not heard
let told = ""; // the queue as it heard it
let toldAt = 0;
let timer = 0;
let offered = null;

export function start() {
  if (!document.body.dataset.person) return;
  player.changes.addEventListener("state", () => (player.isPlaying() ? begun() : isNews && soon()));
  player.changes.addEventListener("song", ({ detail }) => detail.isNew && isNews && soon());
  player.changes.addEventListener("queue", ({ detail }) => (isNews || detail.isOwn) && soon());
  player.changes.addEventListener("time", () => player.isPlaying() && Date.now() - toldAt > OFTEN && tellNow());
  addEventListener("pagehide", () => isNews && tellNow());
  document.addEventListener("visibilitychange", () => (document.hidden ? isNews && tellNow() : ask()));
  document.addEventListener("click", answer);
  ask();
}

function begun() {
  hide();
  if (isNews) return;
  isNews = true;
  soon();
}

function soon() {
  clearTimeout(timer);
  timer = setTimeout(tellNow, SOON);
}

const here = () => {
  const known = recall("browser") ?? [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  remember("browser", known);
  return known;
};

async function tellNow() {
  clearTimeout(timer);
  const song = player.current();
  if (!song || song.isTrack === false) return;
  const songs = queue.list().filter(({ isTrack }) => isTrack !== false).map(({ uuid }) => uuid);
  const all = songs.includes(song.uuid) ? songs : [song.uuid, ...songs];
  const message = { browser: here(), song: song.uuid, at: player.now(), modes: queue.modes() };
  if (all.join() !== told) message.queue = queue.around(all, all.indexOf(song.uuid));
  toldAt = Date.now();
  isNews = player.isPlaying();
  remember("heard", toldAt / 1000);
  const isHeard = await send(message);
  told = isHeard ? all.join() : "";
}

/** It arrives even where the page is left meanwhile. */
async function send(message) {
  const headers = { "Content-Type": "application/json", ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}") };
  try {
    return (await fetch(ADDRESS, { method: "POST", body: JSON.stringify(message), headers, keepalive: true })).ok;
  } catch {
    return false;
  }
}

/** Has another device played since this one did? */
async function ask() {
  if (player.isPlaying() || isNews) return;
  try {
    const answer = await fetch(ADDRESS, { headers: { Accept: "application/json" } });
    const place = answer.ok && !answer.redirected ? await answer.json() : {};
    const isNewer = place.song && place.browser !== here() && place.changed > (recall("heard") ?? 0);
    if (isNewer && place.changed !== recall("dropped") && !player.isPlaying()) offer(place);
  } catch {
    // No answer, no offer.
  }
}

const note = () => document.querySelector("[data-offer]");

function offer(place) {
  offered = place;
  const text = words().goOn.replace("{title}", place.title).replace("{at}", clock(place.at)).replace("{device}", place.device);
  note().querySelector("[data-offer-take]").textContent = text;
  note().hidden = false;
}

function hide() {
  if (note()) note().hidden = true;
}

function answer(event) {
  const isTaken = event.target.closest("[data-offer-take]");
  if (!isTaken && !event.target.closest("[data-offer-drop]")) return;
  hide();
  if (isTaken) takeUp(offered);
  else remember("dropped", offered.changed);
}

/** Its songs stand on the page of the queue. */
async function takeUp({ song, at, modes }) {
  try {
    const answer = await fetch("/queue/", { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const songs = [...page.querySelectorAll(`[data-queue-list] ${SONG}`)].map(read);
    player.adopt(songs, song, at, modes);
    player.play();
  } catch {
    note().hidden = false;
  }
}
