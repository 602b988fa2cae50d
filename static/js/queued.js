// The queue as one sees it, in the panel and on its page: press to play, drag or move by keys, take out.
import * as player from "./player.js";
import * as queue from "./queue.js";
import { idOf, read, SONG } from "./songs.js";
import { describe } from "./stage.js";
import { say } from "./toasts.js";
import { clock, words } from "./words.js";

const ITEM = "[data-queue-list] > li[data-place]";
const lists = () => document.querySelectorAll("[data-queue-list]");
let dragged = null; // its place

export function start() {
  for (const name of ["queue", "song"]) player.changes.addEventListener(name, show);
  document.addEventListener("studio:panel", show);
  document.addEventListener("click", press);
  document.addEventListener("keydown", keys);
  document.addEventListener("submit", clear, true);
  document.addEventListener("pointerdown", grip);
  document.addEventListener("pointermove", drag);
  for (const name of ["pointerup", "pointercancel"]) document.addEventListener(name, drop);
}

/** On the queue's own page the player knows better than the server, unless it has nothing yet. */
export function init(root) {
  const page = document.querySelector("#main [data-queue-list]");
  if (!page || !root.contains(page)) return;
  if (!queue.list().length) queue.adopt([...page.querySelectorAll(SONG)].map(read), { rest: page.dataset.keptRest, whole: page.dataset.keptWhole });
  show();
}

function show() {
  const songs = queue.list();
  for (const list of lists()) if (list.offsetParent || list.closest("#main")) fill(list, songs);
  const [one, many] = [words().songsOne, words().songsMany];
  document.querySelectorAll("[data-queue-count]").forEach((node) => {
    node.textContent = songs.length === 1 ? one : many.replace("{n}", songs.length.toLocaleString(document.documentElement.lang));
  });
  document.querySelectorAll("[data-queue-some]").forEach((node) => (node.hidden = !songs.length));
  document.querySelectorAll("[data-queue-tracks]").forEach((place) => place.replaceChildren(...songs.filter(isTrack).map(field)));
}

const isTrack = ({ isTrack: is }) => is !== false;
const field = ({ uuid }) => Object.assign(document.createElement("input"), { type: "hidden", name: "tracks", value: uuid });

function fill(list, songs) {
  if (dragged !== null && list.contains(document.querySelector("[data-dragged]"))) return;
  const focused = list.contains(document.activeElement) ? document.activeElement : null;
  const kept = focused && { uuid: focused.closest("li").dataset.uuid, place: Number(focused.closest("li").dataset.place), kind: kindOf(focused) };
  const after = !songs.length ? [note("noNext")] : queue.onward() ? [note("more")] : [];
  list.replaceChildren(...songs.map(item), ...after);
  if (kept) focusAgain(list, kept);
  else if (!list.closest("#main")) list.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
}

const kindOf = (element) => ["data-jump", "data-grip", "data-take-out"].find((name) => element.hasAttribute(name)) ?? "data-jump";

/** Where it went; after it was taken out, on what stands there now. */
function focusAgain(list, { uuid, place, kind }) {
  const item = list.querySelector(`[data-uuid="${CSS.escape(uuid)}"]`) ?? list.children[Math.min(place, list.children.length - 1)];
  (item?.querySelector(`[${kind}]:not([hidden])`) ?? item?.querySelector("[data-jump]"))?.focus();
}

function item(song, place) {
  const made = document.getElementById("queue-shape").content.firstElementChild.cloneNode(true);
  const isHere = place === queue.placeOf(player.current());
  const put = (name, text) => (made.querySelector(`[data-${name}]`).textContent = text);
  Object.assign(made.dataset, { place, uuid: idOf(song) });
  if (isHere) made.setAttribute("aria-current", "true");
  put("name", song.title + (song.take ?? ""));
  put("kind", song.style ?? "");
  put("long", clock(song.length));
  made.querySelector("[data-jump]").ariaLabel = describe(song, isHere && words().nowPlaying);
  made.querySelectorAll("[data-label]").forEach((button) => (button.ariaLabel = `${button.dataset.label}: ${song.title}`));
  made.querySelector("[data-take-out]").hidden = isHere;
  const image = made.querySelector("img");
  if (song.thumb) image.src = song.thumb;
  else image.hidden = true;
  return made;
}

const note = (name) => Object.assign(document.createElement("li"), { className: "quiet", textContent: words()[name] });

function press(event) {
  const item = event.target.closest(ITEM);
  const add = event.target.closest("[data-queue-add]");
  if (item && event.target.closest("[data-jump]")) player.jump(Number(item.dataset.place));
  else if (item && event.target.closest("[data-take-out]")) queue.remove(item.dataset.uuid);
  else if (add) put(add);
}

/** From a song's menu. With nothing playing yet, it is what waits in the player. */
function put(button) {
  const song = read(button.closest(SONG));
  const { queueAdd: where } = button.dataset;
  queue.add(song, where, player.current());
  say(where === "next" ? "playsNext" : "isQueued");
  button.closest(".menu")?.querySelector("[data-more]")?.click(); // it was used: it closes
}

function keys(event) {
  const item = event.target.closest?.(ITEM);
  if (!item || event.defaultPrevented) return;
  const by = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  const place = Number(item.dataset.place);
  const isMine = by ? event.altKey || event.target.matches("[data-grip]") : event.key === "Delete" && !item.hasAttribute("aria-current");
  if (!isMine || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  if (by) queue.move(place, place + by);
  else queue.remove(item.dataset.uuid);
}

function clear(event) {
  if (!event.target.matches("[data-queue-form]")) return;
  event.preventDefault();
  event.stopPropagation(); // before htmx takes it
  queue.clear(player.current());
}

function grip(event) {
  const item = event.target.closest?.("[data-grip]")?.closest(ITEM);
  if (!item || event.button) return;
  event.preventDefault();
  dragged = Number(item.dataset.place);
  item.dataset.dragged = "";
  event.target.closest("[data-grip]").focus();
}

function drag(event) {
  const item = dragged !== null && document.querySelector("[data-dragged]");
  const over = item && document.elementFromPoint(item.getBoundingClientRect().left + 8, event.clientY)?.closest(ITEM);
  if (!over || over === item || over.parentElement !== item.parentElement) return;
  const { top, height } = over.getBoundingClientRect();
  over[event.clientY > top + height / 2 ? "after" : "before"](item);
}

function drop() {
  const item = dragged !== null && document.querySelector("[data-dragged]");
  const place = dragged;
  dragged = null;
  if (!item) return;
  delete item.dataset.dragged;
  queue.move(place, [...item.parentElement.children].indexOf(item));
}
