// Takes in a grid, with one playhead: another one goes on at the second where the one before was.
import * as player from "./player.js";
import { read } from "./songs.js";

export function init(table) {
  if (table.dataset.ready) return;
  table.dataset.ready = "";
  table.addEventListener("click", press);
  table.addEventListener("keydown", move);
}

const songOf = (button) => button.closest("[data-track]");
const isOf = (table, song) => song && table.querySelector(`[data-track="${CSS.escape(song.uuid)}"]`);

/** The take that is there already is left to the player: it stops, and goes on. */
function press(event) {
  const button = event.target.closest("[data-play]");
  if (!button || button.disabled || !isOf(event.currentTarget, player.current())) return;
  if (songOf(button).dataset.track === player.current().uuid) return;
  event.stopPropagation();
  goOn(button);
}

function goOn(button) {
  const song = read(songOf(button));
  const second = song.length ? Math.min(player.now(), Math.max(song.length - 1, 0)) : player.now();
  if (song.src) player.play(song, second);
}

const WAYS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function move(event) {
  const way = WAYS[event.key];
  const from = event.target.closest("[data-play]");
  if (!way || !from || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
  event.preventDefault();
  const to = way[0] ? inColumn(from, way[0]) : inRow(from, way[1]);
  if (!to) return;
  to.focus();
  if (player.isPlaying() && isOf(event.currentTarget, player.current())) goOn(to);
}

const playable = (root) => [...root.querySelectorAll("[data-play]:not([disabled])")];

/** Up and down go through the takes of a cell, and on to the next cell. */
function inColumn(from, by) {
  const { column } = from.closest("[data-cell]").dataset;
  const cells = from.closest("table").querySelectorAll(`[data-cell][data-column="${column}"]`);
  const buttons = [...cells].flatMap(playable);
  return buttons[buttons.indexOf(from) + by];
}

/** Left and right stay with the same take; cells that have none are passed over. */
function inRow(from, by) {
  const cells = [...from.closest("tr").querySelectorAll("[data-cell]")];
  const cell = from.closest("[data-cell]");
  const take = playable(cell).indexOf(from);
  for (let place = cells.indexOf(cell) + by; cells[place]; place += by) {
    const there = playable(cells[place]);
    if (there.length) return there[Math.min(take, there.length - 1)];
  }
  return null;
}
