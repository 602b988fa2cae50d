// What comes next: songs in order, and how they follow each other. Plain data; what changes it says so: "queue".
// Of a long list it holds the songs around the one that plays, and the address of those after them (further.js).
import { recall, remember } from "./memory.js";
import { idOf } from "./songs.js";

export const changes = new EventTarget(); // of the queue and of the player
export const tell = (name, detail) => changes.dispatchEvent(new CustomEvent(name, { detail }));

const MOST = 300; // songs that are kept
const BEHIND = 50; // of those before the one that plays, in a list that goes on
const AHEAD = 50; // at least, of those after it, where a page of a list shows more
const REPEATS = ["off", "all", "one"];
let songs = [];
let before = null; // {songs, rest, whole, hasLost, at}: what shuffling took away, and the place one had there; null: nothing
let isOwn = false; // put together by hand: a page that shows the song does not change it
let repeats = "off";
let rest = ""; // the address of the songs of its list that come after these; "": none do
let whole = ""; // of that list from its beginning
let hasLost = false; // its first songs are here no more
let here = null; // the one of these that plays, or did last

export const list = () => songs;
export const modes = () => ({ isShuffled: Boolean(before), repeats, ...(rest && { rest }), ...(whole && { whole }) });
const isThe = (song) => (other) => idOf(other) === idOf(song);
const ids = (list) => list.map(idOf);

/** Of this very song, else of the same one from elsewhere. */
function placeIn(list, song) {
  const place = list.findIndex(isThe(song));
  return place < 0 ? list.findIndex(({ uuid }) => uuid === song?.uuid) : place;
}

/** What plays aside leaves the queue where it was. */
export const placeOf = (song) => placeIn(songs, song?.isAside ? here : song);

/** The song that stands `by` places from this one; null at an end, unless all of them repeat. */
export function from(song, by) {
  const place = placeOf(song);
  if (place < 0) return (by > 0 && songs[0]) || null;
  const to = place + by;
  return songs[repeats === "all" && !onward() ? (to + songs.length) % songs.length : to] ?? null;
}

/** Where the songs after these are told. A long list that repeats begins anew. */
export const onward = () => rest || (repeats === "all" && hasLost ? whole : "");
export const left = (song) => songs.length - 1 - placeOf(song);

/** This one plays now. */
export function reach(song) {
  here = song;
  if (songs.length > MOST) keep();
}

/** Someone plays a song where these stand. What was put after the last one by hand still comes next. */
export function begin(page, song, last = here) {
  const part = page.songs.some(isThe(song)) ? partOf(page, song) : { songs: [song], rest: "", whole: "" };
  if (part.songs.length < 2 && placeOf(song) >= 0) return;
  const added = waiting(last).filter(({ uuid }) => uuid !== song.uuid);
  const wasShuffled = Boolean(before);
  isOwn = added.length > 0;
  lay(part, withAdded(added, part.songs, song));
  if (wasShuffled) shuffle(song);
}

/** All of a list, from this song on: `plain` is the address of its own order, where this one is by chance. */
export function open({ songs: found, next }, song, plain = "") {
  const added = waiting(song);
  isOwn = added.length > 0;
  lay({ rest: next, whole: wholeOf(next) }, withAdded(added, found, song));
  if (plain) put(songs, { songs: [], rest: plain, whole: plain, at: -1 });
}

const waiting = (last) => songs.slice(placeOf(last) + 1).filter(({ isAdded }) => isAdded);

function withAdded(added, list, song) {
  const others = list.filter(({ uuid }) => !added.some((other) => other.uuid === uuid));
  const at = others.findIndex(isThe(song)) + 1;
  return [...others.slice(0, at), ...added, ...others.slice(at)];
}

/** These are the songs now, of a list that goes on so. */
function lay(part, now) {
  [rest, whole, hasLost] = [part.rest, part.whole, Boolean(part.hasLost)];
  put(now, null);
}

/** As much of a page as there is use for: on to where its list can be taken up again. `ends`: [how many songs, address]. */
function partOf({ songs: found, ends }, song) {
  const at = placeIn(found, song);
  const [end, rest] = ends.find(([end]) => end > at + AHEAD) ?? [found.length, lastOf(found, ends)];
  const from = ends.length ? Math.max(at - BEHIND, 0) : 0;
  return { songs: found.slice(from, end), rest, whole: wholeOf(ends[0]?.[1]), hasLost: from > 0 };
}

const lastOf = (found, ends) => (ends.at(-1)?.[0] === found.length ? ends.at(-1)[1] : "");

/** A list's address from its beginning, by that of its rest; also without what is named. */
const wholeOf = (address, ...names) => address && changed(address, ({ searchParams }) => ["after", "shown", ...names].forEach((name) => searchParams.delete(name)));

/** In an order by chance. */
export const byChance = (address) => changed(address, ({ searchParams }) => searchParams.set("shuffle", Math.floor(Math.random() * 1e9)));

function changed(address, change) {
  const url = new URL(address, location.href);
  change(url);
  return url.pathname + url.search;
}

/** The page one came to shows all of a short queue, in its order, and more: that goes on, too. */
export function follow(page, playing) {
  if (isOwn || before || whole || !page.songs.some(({ uuid }) => uuid === playing?.uuid)) return;
  const part = partOf(page, playing);
  const isMore = part.songs.length > songs.length && ids(part.songs).join().includes(ids(songs).join());
  if (isMore) lay(part, part.songs);
}

/** The songs after the last: told at `address`, where the next ones are told at `next`. Those long heard are let go. */
export function extend(address, { songs: found, next }, playing) {
  if (address !== onward()) return;
  const place = Math.max(placeOf(playing), 0);
  const [heard, ahead] = [songs.slice(0, place), songs.slice(place)];
  const fresh = found.filter((song) => !ahead.some(isThe(song)));
  const near = heard.slice(-BEHIND).filter((song) => !fresh.some(isThe(song)));
  hasLost ||= near.length < heard.length;
  rest = next;
  put([...near, ...ahead, ...fresh]);
}

/** All of it at once, as another device had it. */
export function adopt(found, { isShuffled = false, repeats: again = "off", rest: after = "", whole: all = "" } = {}) {
  isOwn = true;
  repeats = again;
  [rest, whole, hasLost] = [after, all, Boolean(after)];
  const plain = wholeOf(all, "shuffle");
  put(found, isShuffled ? { songs: plain ? [] : found, rest: plain, whole: plain, at: -1 } : null);
}

/** Right after the song that plays, or at the end; a song stands here once. */
export function add(song, where, playing) {
  if (song.uuid === playing?.uuid) return;
  isOwn = true;
  const others = songs.filter(({ uuid }) => uuid !== song.uuid);
  const at = where === "next" ? placeIn(others, playing?.isAside ? here : playing) + 1 : others.length;
  put([...others.slice(0, at), { ...song, isAdded: true }, ...others.slice(at)]);
}

export function move(place, to) {
  if (!songs[place] || !songs[to] || place === to) return;
  isOwn = true;
  const others = songs.filter((_song, index) => index !== place);
  put([...others.slice(0, to), songs[place], ...others.slice(to)]);
}

export function remove(id) {
  isOwn = true;
  const without = (list) => list.filter((song) => idOf(song) !== id);
  put(without(songs), before && { ...before, songs: without(before.songs) });
}

/** Only the song that plays stays. */
export function clear(playing) {
  isOwn = false;
  lay({ rest: "", whole: "" }, songs.filter(isThe(songs[placeOf(playing)])));
}

/** Mixed, the song that plays first; or as it was before, with what was added since at its end. */
export function shuffle(playing) {
  if (before) return sort(playing);
  const kept = { songs, rest, whole, hasLost, at: placeOf(playing) };
  if (!rest && !hasLost) return put(mixed(playing), kept);
  const address = byChance(whole);
  lay({ rest: address, whole: address }, [songs[kept.at], ...waiting(playing)].filter(Boolean));
  put(songs, kept);
}

function sort(playing) {
  const { songs: list, at } = before;
  const song = songs[placeOf(playing)];
  const isThere = !song || list.some(isThe(song));
  const placed = isThere ? list : [...list.slice(0, at + 1), song, ...list.slice(at + 1)];
  const added = songs.filter((each) => each.isAdded && !placed.some(isThe(each)));
  lay(before, [...placed, ...added]);
}

function mixed(playing) {
  const [first] = songs.filter(isThe(songs[placeOf(playing)]));
  const others = songs.filter((song) => song !== first);
  for (let last = others.length - 1; last > 0; last -= 1) {
    const other = Math.floor(Math.random() * (last + 1));
    [others[last], others[other]] = [others[other], others[last]];
  }
  return first ? [first, ...others] : others;
}

export function repeat() {
  repeats = REPEATS[(REPEATS.indexOf(repeats) + 1) % REPEATS.length];
  put(songs);
}

function put(now, order = before) {
  songs = now;
  before = order;
  keep();
  tell("queue", { isOwn });
}

/** Of a list, the songs around that place, as many as are kept. */
export function around(list, place) {
  const from = Math.max(0, Math.min(place - BEHIND, list.length - MOST));
  return list.slice(from, from + MOST);
}

function keep() {
  remember("queue", { songs: around(songs, placeOf(here)), before, isOwn, repeats, rest, whole, hasLost });
}

export function restore(playing) {
  const kept = recall("queue") ?? {};
  ({ songs = [], before = null, isOwn = false, repeats = "off", rest = "", whole = "", hasLost = false } = kept);
  here = playing;
}
