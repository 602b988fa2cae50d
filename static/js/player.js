// What plays: one song at a time, and what comes after it (queue.js). It knows nothing of the page but the songs on it;
// `changes` tells the rest: "song" (another one, or news of it), "state" (playing or not), "time", "volume", "trouble",
// and of others "queue" and "sound".
import * as decks from "./decks.js";
import { recall, remember } from "./memory.js";
import * as queue from "./queue.js";
import { changes, tell } from "./queue.js";
import { elementsOf, onPage, read } from "./songs.js";
import { sound } from "./sound.js";

export { changes };
const upcoming = queue.list;

const AHEAD = 20; // seconds before the end of a song in which the next one is fetched
const EARLY = 0.04; // seconds that a player takes to begin
let song = null;
let startAt = 0; // where to begin once the length is known
let saved = 0;
let hasTriedAgain = false;
let stopAt = Infinity; // where a preview ends
let isLast = false; // it stops when this song ends
let isOut = false; // the next song is wanted, and not told yet
let soon = 0;

const audio = () => decks.current();
export const current = () => song;
export const isPlaying = () => Boolean(audio() && !audio().paused && !audio().ended);
export const now = () => (audio()?.readyState && !startAt ? audio().currentTime : startAt);
export const length = () => (Number.isFinite(audio()?.duration) ? audio().duration : song?.length ?? NaN);
export const part = () => (length() > 0 ? Math.min(now() / length(), 1) : 0);
export const volume = decks.volume;

export function start() {
  decks.start();
  if (!audio()) return;
  const { listen } = decks;
  listen(["play", "pause", "playing", "waiting"], () => (tell("state"), keepPosition()));
  listen(["timeupdate", "seeked", "durationchange"], () => (tell("time"), keepPositionNowAndThen(), lookAhead()));
  listen(["loadedmetadata"], catchUp);
  listen(["ended"], () => goOn() || tell("state"));
  listen(["error"], recover);
  listen(["pause"], () => ((stopAt = Infinity), clearTimeout(soon)));
  changes.addEventListener("sound", decks.tune);
  addEventListener("pagehide", keepPosition);
  document.addEventListener("studio:preview", (event) => preview(read(event.target), event.detail));
  restore();
}

/** Play a song, from `at` seconds on; the one that is there already goes on where it is. */
export function play(wanted, at = null) {
  if (wanted && wanted.uuid !== song?.uuid) {
    if (wanted.isAside) keepPosition();
    else queue.begin(onPage(), wanted);
    take(wanted, at ?? 0);
  } else if (at !== null) {
    seek(at);
  }
  return resume();
}

/** A song of the queue, by its place there. */
export function jump(place) {
  const wanted = upcoming()[place];
  if (wanted && place !== queue.placeOf(song)) take(wanted, 0);
  return resume();
}

/** What another device was at: it waits here, at that second. */
export function adopt(songs, uuid, at, modes) {
  queue.adopt(songs, modes);
  const wanted = songs.find((other) => other.uuid === uuid) ?? songs[0];
  if (wanted) take(wanted, at);
}

/** A piece of a song, `from` and `to` in seconds, to judge a cut by; it stops there, to the frame. */
async function preview(wanted, { from, to }) {
  await play(wanted, from);
  stopAt = to;
  const watch = () => (now() >= stopAt ? audio().pause() : stopAt < Infinity && requestAnimationFrame(watch));
  watch();
}

export const toggle = () => (isPlaying() ? pause() : resume());

export function pause() {
  audio()?.pause();
  decks.hush();
}

export function seek(seconds) {
  if (!song) return;
  const to = Math.min(Math.max(seconds, 0), Number.isFinite(length()) ? length() : seconds);
  clearTimeout(soon);
  if (audio().readyState) audio().currentTime = to;
  else startAt = to;
  tell("time");
}

/** The next song of the list (1) or the one before (-1); back means to the beginning first. False at the end. */
export function step(by) {
  if (by < 0 && now() > 4) return seek(0), true;
  const next = queue.from(song, by);
  if (!next) return runOut(by > 0);
  take(next, 0);
  resume();
  return true;
}

/** No next song; those after the queue are wanted now, where its list goes on. */
function runOut(isForward) {
  isOut = isForward && Boolean(queue.onward());
  if (isOut) tell("state");
  return false;
}

export const isGoing = () => isPlaying() || isOut;

/** They have come. */
export const goFurther = () => isOut && step(1);

export const hasStep = (by) => queue.placeOf(song) >= 0 && Boolean(queue.from(song, by) || (by > 0 && queue.onward()));

/** After what played aside: the song before it waits where it was. */
export function comeBack() {
  if (!song?.isAside) return;
  pause();
  wait();
}

export function setVolume(level, isMuted = false) {
  decks.setVolume(level, isMuted);
  remember("volume", volume());
  tell("volume");
}

/** Whether it stops when this song ends. */
export const isTheLast = (is = isLast) => (isLast = is);

/** The page shows songs, perhaps with news of the one that plays. What plays is not touched: it only learns. */
export function look() {
  if (!audio()) return;
  const element = song && elementsOf(song.uuid)[0];
  if (element) learn(read(element));
  queue.follow(onPage(), song);
}

/** News of the song that plays; what is empty or coarser than what is known teaches nothing. */
export function learn(news) {
  if (news.uuid !== song?.uuid) return;
  const isCoarser = news.bars?.length < song.bars.length;
  const told = Object.entries(news).filter(([name, value]) => value && !(name === "bars" && isCoarser));
  const merged = { ...song, ...Object.fromEntries(told), heard: song.heard, key: song.key };
  const hasNews = JSON.stringify(merged) !== JSON.stringify(song);
  song = merged;
  decks.learn(song);
  if (hasNews) tell("song", { isNew: false });
}

function take(wanted, at) {
  song = { ...wanted, heard: wanted.src };
  load(at);
  begin();
}

function begin() {
  stopAt = Infinity;
  hasTriedAgain = isOut = false;
  if (!song.isAside) queue.reach(song);
  clearTimeout(soon);
  tell("song", { isNew: true });
  tell("trouble", null);
}

function load(at) {
  startAt = at;
  decks.load(song);
}

/** A paused song takes the file that came meanwhile; one that plays goes on with what it has. */
async function resume() {
  if (!song) return;
  if (song.heard !== song.src && song.src && audio().paused) moveTo(song.src);
  decks.wake();
  try {
    await audio().play();
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
  if (startAt) audio().currentTime = startAt;
  startAt = 0;
  tell("time");
}

/** What plays by itself when this song ends. */
function following() {
  if (isLast || stopAt < Infinity || !song || song.isAside) return null;
  const next = queue.modes().repeats === "one" ? song : queue.from(song, 1);
  return next && { ...next, heard: next.src };
}

/** Near the end the next song is fetched; at the very end, or where the fade begins, it takes over. */
function lookAhead() {
  const left = (audio().duration - audio().currentTime) / audio().playbackRate;
  const fade = Math.min(sound().fade, length() / 3);
  const next = left < AHEAD + fade && isPlaying() && following();
  if (!next) return;
  decks.prepare(next);
  clearTimeout(soon);
  const wait = left - (fade || EARLY);
  if (wait > 0.005) soon = setTimeout(lookAhead, wait * 1000);
  else takeOver(next, fade && left);
}

/** False where it has not come far enough to play. */
function takeOver(next, fade) {
  if (!decks.isReady(next)) return false;
  decks.change(fade);
  [song, startAt] = [next, 0];
  begin();
  resume();
  return true;
}

function goOn() {
  const next = following();
  const isOver = isLast || song?.isAside;
  if (isLast) (isTheLast(false), tell("sleep"));
  if (!next) return runOut(!isOver);
  if (!takeOver(next, 0)) (take(next, 0), resume());
  return true;
}

/** A stream that ended too early, or an address that died: our own file, where there is one by now. */
function recover() {
  if (!song || !audio().getAttribute("src")) return;
  const ours = song.isTrack === false ? song.src : `/tracks/${song.uuid}/audio`;
  const other = [song.src, ours].find((src) => src && src !== song.heard);
  if (other && !hasTriedAgain) {
    const wasPlaying = !audio().paused;
    hasTriedAgain = true;
    moveTo(other);
    if (wasPlaying) audio().play().catch(() => tell("state"));
    return;
  }
  if (!audio().paused) tell("trouble", "unplayable");
  tell("state");
}

function keepPosition() {
  if (song && !song.isAside) remember("playing", { song, at: now() });
  saved = Date.now();
}

const keepPositionNowAndThen = () => Date.now() - saved > 3000 && keepPosition();

/** After a full reload: the same song at the same place, waiting. */
function restore() {
  const { level = 1, isMuted = false } = recall("volume") ?? {};
  setVolume(level, isMuted);
  queue.restore(recall("playing")?.song);
  wait();
}

function wait() {
  const kept = recall("playing");
  if (!kept?.song?.uuid) return;
  song = kept.song;
  load(kept.at ?? 0);
  tell("song", { isNew: true });
  tell("time");
}
