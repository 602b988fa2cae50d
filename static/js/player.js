// What plays: one <audio>, one song, the list it came from. It knows nothing of the page but the songs on it;
// `changes` tells the rest: "song" (another one, or news of it), "state" (playing or not), "time", "volume", "trouble".
import { recall, remember } from "./memory.js";
import { elementsOf, onPage, read } from "./songs.js";

export const changes = new EventTarget();
const tell = (name, detail) => changes.dispatchEvent(new CustomEvent(name, { detail }));

let audio = null;
let song = null;
let queue = [];
let startAt = 0; // where to begin once the length is known
let saved = 0;
let hasTriedAgain = false;
let stopAt = Infinity; // where a preview ends

export const current = () => song;
export const upcoming = () => queue;
export const isPlaying = () => Boolean(audio && !audio.paused && !audio.ended);
export const now = () => (audio?.readyState && !startAt ? audio.currentTime : startAt);
export const length = () => (Number.isFinite(audio?.duration) ? audio.duration : song?.length ?? NaN);
export const part = () => (length() > 0 ? Math.min(now() / length(), 1) : 0);
export const volume = () => ({ level: audio?.volume ?? 1, isMuted: audio?.muted ?? false });

export function start() {
  audio = document.getElementById("audio");
  if (!audio) return;
  const listen = (names, run) => names.forEach((name) => audio.addEventListener(name, run));
  listen(["play", "pause", "playing", "waiting"], () => (tell("state"), keepPosition()));
  listen(["timeupdate", "seeked", "durationchange"], () => (tell("time"), keepPositionNowAndThen()));
  listen(["loadedmetadata"], catchUp);
  listen(["ended"], () => step(1) || tell("state"));
  listen(["error"], recover);
  listen(["volumechange"], () => (remember("volume", volume()), tell("volume")));
  listen(["pause"], () => (stopAt = Infinity));
  addEventListener("pagehide", keepPosition);
  document.addEventListener("studio:preview", (event) => preview(read(event.target), event.detail));
  restore();
}

/** Play a song, from `at` seconds on; the one that is there already goes on where it is. */
export function play(wanted, at = null) {
  if (wanted && wanted.uuid !== song?.uuid) {
    take(wanted, at ?? 0);
    queueFrom(onPage());
  } else if (at !== null) {
    seek(at);
  }
  return resume();
}

/** A piece of a song, `from` and `to` in seconds, to judge a cut by; it stops there, to the frame. */
async function preview(wanted, { from, to }) {
  await play(wanted, from);
  stopAt = to;
  const watch = () => (now() >= stopAt ? audio.pause() : stopAt < Infinity && requestAnimationFrame(watch));
  watch();
}

export const toggle = () => (isPlaying() ? audio.pause() : resume());
export const pause = () => audio?.pause();

export function seek(seconds) {
  if (!song) return;
  const to = Math.min(Math.max(seconds, 0), Number.isFinite(length()) ? length() : seconds);
  if (audio.readyState) audio.currentTime = to;
  else startAt = to;
  tell("time");
}

/** The next song of the list (1) or the one before (-1); back means to the beginning first. False at the end. */
export function step(by) {
  const place = queue.findIndex((other) => other.uuid === song?.uuid);
  if (by < 0 && now() > 4) return seek(0), true;
  const next = place < 0 ? queue[0] : queue[place + by];
  if (!next) return false;
  take(next, 0);
  resume();
  return true;
}

export const hasStep = (by) => {
  const place = queue.findIndex((other) => other.uuid === song?.uuid);
  return place >= 0 && Boolean(queue[place + by]);
};

export function setVolume(level, isMuted = false) {
  audio.volume = Math.min(Math.max(level, 0), 1);
  audio.muted = isMuted;
}

/** The page shows songs, perhaps with news of the one that plays. What plays is not touched: it only learns. */
export function look() {
  if (!audio) return;
  const element = song && elementsOf(song.uuid)[0];
  if (element) learn(read(element));
  const page = onPage();
  if (page.length > 1 && page.some((other) => other.uuid === song?.uuid)) queueFrom(page);
}

/** News of the song that plays; what is empty or coarser than what is known teaches nothing. */
export function learn(news) {
  if (news.uuid !== song?.uuid) return;
  const isCoarser = news.bars?.length < song.bars.length;
  const told = Object.entries(news).filter(([name, value]) => value && !(name === "bars" && isCoarser));
  const merged = { ...song, ...Object.fromEntries(told), heard: song.heard };
  const hasNews = JSON.stringify(merged) !== JSON.stringify(song);
  song = merged;
  if (hasNews) tell("song", { isNew: false });
}

function take(wanted, at) {
  stopAt = Infinity;
  song = { ...wanted, heard: wanted.src };
  hasTriedAgain = false;
  load(at);
  tell("song", { isNew: true });
  tell("trouble", null);
}

function load(at) {
  startAt = at;
  audio.src = song.heard;
}

function queueFrom(page) {
  const isAlone = page.length < 2 && queue.some((other) => other.uuid === song?.uuid);
  if (!isAlone) queue = page.some((other) => other.uuid === song?.uuid) ? page : song ? [song] : [];
  remember("queue", queue.slice(0, 300));
  tell("song", { isNew: false });
}

/** A paused song takes the file that came meanwhile; one that plays goes on with what it has. */
async function resume() {
  if (!song) return;
  if (song.heard !== song.src && song.src && audio.paused) moveTo(song.src);
  try {
    await audio.play();
    tell("trouble", null);
  } catch (error) {
    const trouble = { NotAllowedError: "blocked", NotSupportedError: "unplayable" }[error.name];
    if (trouble) tell("trouble", trouble);
  }
}

function moveTo(src) {
  const at = now();
  song.heard = src;
  load(at);
}

function catchUp() {
  if (startAt) audio.currentTime = startAt;
  startAt = 0;
  tell("time");
}

/** A stream that ended too early, or an address that died: our own file, where there is one by now. */
function recover() {
  if (!song || !audio.getAttribute("src")) return;
  const ours = song.isTrack === false ? song.src : `/tracks/${song.uuid}/audio`;
  const other = [song.src, ours].find((src) => src && src !== song.heard);
  if (other && !hasTriedAgain) {
    const wasPlaying = !audio.paused;
    hasTriedAgain = true;
    moveTo(other);
    if (wasPlaying) audio.play().catch(() => tell("state"));
    return;
  }
  if (!audio.paused) tell("trouble", "unplayable");
  tell("state");
}

function keepPosition() {
  if (song) remember("playing", { song, at: now() });
  saved = Date.now();
}

const keepPositionNowAndThen = () => Date.now() - saved > 3000 && keepPosition();

/** After a full reload: the same song at the same place, waiting. */
function restore() {
  const { level = 1, isMuted = false } = recall("volume") ?? {};
  setVolume(level, isMuted);
  queue = recall("queue") ?? [];
  const kept = recall("playing");
  if (!kept?.song?.uuid) return;
  song = kept.song;
  load(kept.at ?? 0);
  tell("song", { isNew: true });
  tell("time");
}
