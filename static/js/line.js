// A family of songs: arrow keys walk along its lines, P plays, and it can be made larger and smaller.
import * as player from "./player.js";
import { read } from "./songs.js";

const LEAST = 0.4;
const MOST = 2;

export function init(page) {
  if (page.dataset.ready) return;
  page.dataset.ready = "";
  page.addEventListener("keydown", press);
  page.addEventListener("click", (event) => zoom(page, event.target.closest("[data-zoom]")?.dataset.zoom));
  page.querySelector("[data-node] [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
}

const WAYS = { ArrowLeft: (node) => kin(node.dataset.from), ArrowRight: (node) => kin(node.dataset.to), ArrowUp: (node) => beside(node, -1), ArrowDown: (node) => beside(node, 1) };

function press(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey && event.key.startsWith("Arrow")) return;
  if (event.target.closest("select, input")) return;
  const node = event.target.closest("[data-node]");
  const way = node && WAYS[event.key];
  if (way) walk(way(node));
  else if (node && event.key.toLowerCase() === "p") play(node);
  else if (!zoom(event.currentTarget, event.key === "=" ? "+" : event.key)) return;
  event.preventDefault();
}

const kin = (names) => document.getElementById(names.trim().split(" ")[0]);

/** The next one above or below in its generation. */
function beside(node, by) {
  const { cellIndex, parentElement: row } = node.closest("td");
  const step = by < 0 ? "previousElementSibling" : "nextElementSibling";
  for (let other = row[step]; other; other = other[step]) {
    const found = other.cells[cellIndex]?.querySelector("[data-node]");
    if (found) return found;
  }
  return null;
}

function walk(node) {
  const link = node?.querySelector("a");
  if (!link) return;
  link.focus({ preventScroll: true });
  node.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function play(node) {
  const song = read(node);
  if (!song.src) return;
  if (song.uuid === player.current()?.uuid) player.toggle();
  else player.play(song);
}

/** One step larger or smaller, or as it was; whether the key meant that. */
function zoom(page, key) {
  if (!["+", "-", "0"].includes(key)) return false;
  const drawing = page.querySelector(".line-drawing");
  const now = Number(drawing.dataset.size ?? 1);
  const wanted = key === "0" ? 1 : Math.min(Math.max(now + (key === "+" ? 0.2 : -0.2), LEAST), MOST);
  drawing.dataset.size = wanted.toFixed(1);
  drawing.style.zoom = wanted;
  page.querySelector("output").textContent = `${Math.round(wanted * 100)} %`;
  return true;
}
