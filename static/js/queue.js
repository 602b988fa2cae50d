// What comes next: songs in order, and how they follow each other. Plain data; what changes it says so: "queue".
import { recall, remember } from "./memory.js";
import { idOf } from "./songs.js";

export const changes = new EventTarget(); // of the queue and of the player
export const tell = (name, detail) => changes.dispatchEvent(new CustomEvent(name, { detail }));

const MOST = 300; // songs that are kept
const REPEATS = ["off", "all", "one"];
let songs = [];
let before = null; // the order that shuffling took away, by their ids; null: it is not shuffled
let isOwn = false; // put together by hand: a page that shows the song does not change it
let repeats = "off";

export const list = () => songs;
export const modes = () => ({ isShuffled: Boolean(before), repeats });
const isThe = (song) => (other) => idOf(other) === idOf(song);

/** Of this very song, else of the same one from elsewhere. */
export function placeOf(song) {
  const place = songs.findIndex(isThe(song));
  return place < 0 ? songs.findIndex(({ uuid }) => uuid === song?.uuid) : place;
}

/** The song that stands `by` places from this one; null at an end, unless all of them repeat. */
export function from(song, by) {
  const place = placeOf(song);
  if (place < 0) return (by > 0 && songs[0]) || null;
  const to = place + by;
  return songs[repeats === "all" ? (to + songs.length) % songs.length : to] ?? null;
}

/** Someone plays a song where these stand. What was put after the last one by hand still comes next. */
export function begin(page, song, last) {
  if (!page.some(isThe(song))) page = [song];
  if (page.length < 2 && placeOf(song) >= 0) return;
  const added = songs.slice(placeOf(last) + 1).filter(({ isAdded, uuid }) => isAdded && uuid !== song.uuid);
  const rest = page.filter(({ uuid }) => !added.some((other) => other.uuid === uuid));
  const at = rest.findIndex(isThe(song)) + 1;
  isOwn = added.length > 0;
  const wasShuffled = Boolean(before);
  put([...rest.slice(0, at), ...added, ...rest.slice(at)], null);
  if (wasShuffled) shuffle(song);
}

const ids = (list) => list.map(idOf);

/** The page one came to shows the song that plays: its list goes on, unless there is one of one's own, or more of it. */
export function follow(page, playing) {
  if (isOwn || before || page.length < 2 || !page.some(({ uuid }) => uuid === playing?.uuid)) return;
  if (!ids(songs).join().startsWith(ids(page).join())) put(page);
}

/** All of it at once, as another device had it. */
export function adopt(found, { isShuffled = false, repeats: again = "off" } = {}) {
  isOwn = true;
  repeats = again;
  put(found, isShuffled ? ids(found) : null);
}

/** Right after the song that plays, or at the end; a song stands here once. */
export function add(song, where, playing) {
  if (song.uuid === playing?.uuid) return;
  isOwn = true;
  const rest = songs.filter(({ uuid }) => uuid !== song.uuid);
  const at = where === "next" ? rest.findIndex(isThe(playing)) + 1 : rest.length;
  put([...rest.slice(0, at), { ...song, isAdded: true }, ...rest.slice(at)]);
}

export function move(place, to) {
  if (!songs[place] || !songs[to] || place === to) return;
  isOwn = true;
  const rest = songs.filter((_song, index) => index !== place);
  put([...rest.slice(0, to), songs[place], ...rest.slice(to)]);
}

export function remove(id) {
  isOwn = true;
  put(songs.filter((song) => idOf(song) !== id));
}

/** Only the song that plays stays. */
export function clear(playing) {
  isOwn = false;
  put(songs.filter(isThe(songs[placeOf(playing)])), null);
}

/** Mixed, the song that plays first; or as it was before, with what came since at its end. */
export function shuffle(playing) {
  const order = before;
  if (!order) return put(mixed(playing), ids(songs));
  const placed = order.map((id) => songs.find((song) => idOf(song) === id)).filter(Boolean);
  put([...placed, ...songs.filter((song) => !order.includes(idOf(song)))], null);
}

function mixed(playing) {
  const [first] = songs.filter(isThe(songs[placeOf(playing)]));
  const rest = songs.filter((song) => song !== first);
  for (let last = rest.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [rest[last], rest[other]] = [rest[other], rest[last]];
  }
  return first ? [first, ...rest] : rest;
}

export function repeat() {
  repeats = REPEATS[(REPEATS.indexOf(repeats) + 1) % REPEATS.length];
  put(songs);
}

function put(now, order = before) {
  songs = now;
  before = order;
  remember("queue", { songs: songs.slice(0, MOST), before, isOwn, repeats });
  tell("queue", { isOwn });
}

export function restore() {
  const kept = recall("queue");
  ({ songs = [], before = null, isOwn = false, repeats = "off" } = Array.isArray(kept) ? { songs: kept } : kept ?? {});
}
