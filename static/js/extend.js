// The cut of a song: by pointer and keys on its waveform, by buttons, or written down; all say the same.
import { heightsOf, path } from "./waves.js";

const LABEL = 42; // half the width of the mark's label, as the page draws it

/** 161.3 → 2:41.3 */
function clock(seconds) {
  const tenths = Math.round(seconds * 10);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}

/** "2:41.3", "161.3" or "161,3" → 161.3; NaN for anything else. */
export function read(text) {
  const parts = text.trim().replace(",", ".").split(":");
  if (parts.length > 3 || !parts.every((part) => /^\d+(\.\d+)?$/.test(part))) return NaN;
  return parts.reduce((sum, part) => sum * 60 + Number(part), 0);
}

export function init(part) {
  const song = part.closest("[data-track]");
  const cut = {
    part, song,
    end: Number(song.dataset.length) || 0,
    written: part.querySelector("[name=continue_at]"),
    range: part.querySelector("[data-cut-range]"),
    wave: part.querySelector("[data-cut-bars]"),
  };
  if (!cut.end) return;
  cut.bars = heightsOf(cut.wave.dataset.cutBars);
  cut.range.max = lastInside(cut.end);
  show(part);
  cut.range.addEventListener("input", () => move(cut, Number(cut.range.value)));
  cut.range.addEventListener("keydown", (event) => step(cut, event));
  cut.written.addEventListener("input", () => draw(cut, read(cut.written.value)));
  cut.written.addEventListener("keydown", (event) => step(cut, event, ["ArrowUp", "ArrowDown"]));
  cut.written.addEventListener("change", () => settle(cut));
  part.addEventListener("click", (event) => pressed(cut, event.target.closest("button")));
  new ResizeObserver(() => draw(cut, read(cut.written.value))).observe(cut.wave);
  draw(cut, read(cut.written.value));
}

/** What needs a script is shown by it. */
function show(part) {
  part.querySelectorAll("[hidden]").forEach((piece) => piece.removeAttribute("hidden"));
  part.querySelector(".cut-bar label").classList.add("hide"); // the waveform says it now
}

const lastInside = (end) => Math.max(1, Math.ceil(end * 10) - 1) / 10;
const within = (cut, seconds) => Math.min(Math.max(Math.round(seconds * 10) / 10, 0.1), lastInside(cut.end));

function move(cut, seconds) {
  const at = within(cut, seconds);
  cut.written.value = clock(at);
  draw(cut, at);
}

/** Only what can be read is put in order: a slip of the pen stays as it was typed. */
function settle(cut) {
  const seconds = read(cut.written.value);
  if (seconds > 0 && seconds < cut.end) move(cut, seconds);
}

function step(cut, event, keys = ["ArrowLeft", "ArrowRight", "ArrowDown", "ArrowUp"]) {
  if (!keys.includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const by = (event.shiftKey ? 1 : 0.1) * (["ArrowLeft", "ArrowDown"].includes(event.key) ? -1 : 1);
  move(cut, (read(cut.written.value) || 0) + by);
}

function pressed(cut, button) {
  if (!button) return;
  if (button.dataset.cutBy) move(cut, (read(cut.written.value) || 0) + Number(button.dataset.cutBy));
  if ("hearCut" in button.dataset) hear(cut);
}

/** The two seconds before the cut, through the player that is always there. */
function hear(cut) {
  const to = within(cut, read(cut.written.value) || cut.end);
  const detail = { from: Math.max(0, to - 2), to };
  cut.song.dispatchEvent(new CustomEvent("studio:preview", { bubbles: true, detail }));
}

function draw(cut, seconds) {
  if (!(seconds >= 0)) return;
  const at = Math.min(seconds, cut.end);
  const share = `${(100 * at) / cut.end}%`;
  const split = Math.round((cut.bars.length * at) / cut.end);
  cut.range.value = at;
  cut.range.setAttribute("aria-valuetext", clock(at));
  const [ground, lines, mark] = cut.wave.children;
  ground.setAttribute("x", share);
  ground.setAttribute("width", `${100 - (100 * at) / cut.end}%`);
  lines.setAttribute("viewBox", `0 0 ${cut.bars.length || 1} 100`);
  lines.querySelector(".stays").setAttribute("d", path(cut.bars, 0, split));
  lines.querySelector(".gone").setAttribute("d", path(cut.bars, split, cut.bars.length));
  mark.setAttribute("x", share);
  mark.querySelector("text").textContent = clock(at);
  mark.querySelector("g").setAttribute("transform", `translate(${inward(cut, at)} 0)`);
  const form = cut.part.closest("form");
  form.querySelectorAll("[data-cut-words]").forEach((words) => (words.textContent = clock(at)));
  form.querySelector("[data-cut-rest]").textContent = `${(cut.end - at).toFixed(1)} s`;
  form.querySelector("[data-cut-goes]").hidden = cut.end - at < 0.05;
}

/** How far the mark's label is moved so that it stays on the page, in pixels. */
function inward(cut, at) {
  const width = cut.wave.getBoundingClientRect().width;
  const x = (width * at) / cut.end;
  return Math.max(LABEL - x, 0) + Math.min(width - LABEL - x, 0);
}
