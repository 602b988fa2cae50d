// The part of a song that is made anew: two moments, by pointer and keys on the waveform, by sung lines, or written down.
import { read } from "./extend.js";
import { heightsOf, path } from "./waves.js";

const NEAR = 24; // pixels from a handle within which a press takes it
const LABEL = 86; // how wide a handle's label is, with the gap beside it
const LINE = "button[data-from]";

/** 83.45 → 1:23.45, with no more digits than it has, as the server writes it. */
function moment(seconds) {
  const hundredths = Math.round(seconds * 100);
  const [whole, part] = [Math.floor(hundredths / 100), hundredths % 100];
  const digits = part ? `.${String(part).padStart(2, "0").replace(/0$/, "")}` : "";
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}${digits}`;
}

const tidy = (seconds) => Math.round(seconds * 100) / 100;
const clamp = (value, low, high) => tidy(Math.min(Math.max(value, low), high));

export function init(box) {
  const numbers = Object.fromEntries(["least", "most", "end"].map((name) => [name, Number(box.dataset[name]) || 0]));
  const part = {
    box, ...numbers,
    song: box.closest("[data-track]"),
    form: box.closest("form"),
    fields: [...box.querySelectorAll("[data-part-at]")],
    ranges: [...box.querySelectorAll("[data-part-end]")],
    wave: box.querySelector("[data-part-bars]"),
    stage: box.querySelector("[data-part-stage]"),
    lines: [...box.querySelectorAll(LINE)],
    pressed: null, // the line that was pressed last, while nothing else was done
  };
  if (part.most < part.least) return; // its length is not known: the fields alone do it
  part.bars = heightsOf(part.wave.dataset.partBars);
  box.querySelectorAll("[hidden]").forEach((piece) => piece.removeAttribute("hidden"));
  part.fields.forEach((field, which) => watchField(part, field, which));
  part.ranges.forEach((range, which) => watchRange(part, range, which));
  part.lines.forEach((line, index) => (line.tabIndex = index ? -1 : 0)); // one stop for the Tab key
  watchStage(part);
  box.addEventListener("click", (event) => press(part, event.target));
  new ResizeObserver(() => draw(part)).observe(part.wave);
  tell(part);
}

const moments = (part) => part.fields.map((field) => read(field.value));

// Changing it

/** One end goes there; the other is carried along where the part would be too short or too long. */
function carry(part, which, to) {
  const { least, most, end } = part;
  let [start, stop] = moments(part);
  if (which === 0) {
    start = clamp(to, 0, end - least);
    stop = clamp(stop || 0, start + least, Math.min(end, start + most));
  } else {
    stop = clamp(to, least, end);
    start = clamp(start || 0, Math.max(0, stop - most), stop - least);
  }
  put(part, start, stop);
}

/** The whole part goes there. */
function shift(part, to) {
  const [start, stop] = moments(part);
  const length = clamp(stop - start, part.least, part.most);
  const at = clamp(to, 0, part.end - length);
  put(part, at, at + length);
}

function put(part, start, stop) {
  [start, stop].forEach((seconds, which) => (part.fields[which].value = moment(seconds)));
  part.pressed = null;
  tell(part);
}

function tell(part) {
  draw(part);
  const sung = part.lines.filter((line) => line.ariaPressed === "true");
  if (sung.length && !sung.includes(document.activeElement)) bringIntoView(sung[0]);
  part.form.dispatchEvent(new CustomEvent("studio:part", { detail: sung }));
}

/** Within its list alone: the page stays where it is. */
function bringIntoView(line) {
  const box = line.parentElement;
  const [place, seen] = [line, box].map((node) => node.getBoundingClientRect());
  if (place.top < seen.top || place.bottom > seen.bottom) box.scrollTop += place.top - seen.top - seen.height / 4;
}

// By hand

function watchField(part, field, which) {
  field.addEventListener("input", () => tell(part));
  field.addEventListener("keydown", (event) => step(part, which, event, ["ArrowUp", "ArrowDown"]));
}

function watchRange(part, range, which) {
  range.max = part.end;
  range.addEventListener("input", () => carry(part, which, Number(range.value)));
  range.addEventListener("keydown", (event) => step(part, which, event, ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]));
}

function step(part, which, event, keys) {
  if (!keys.includes(event.key) || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const by = (event.shiftKey ? 1 : 0.1) * (["ArrowLeft", "ArrowDown"].includes(event.key) ? -1 : 1);
  carry(part, which, (moments(part)[which] || 0) + by);
}

/** A press takes the handle beneath it, the part between them, or calls the nearer handle. */
function watchStage(part) {
  const secondsAt = (event) => {
    const { left, width } = part.wave.getBoundingClientRect();
    return { at: ((event.clientX - left) / width) * part.end, perPixel: part.end / width };
  };
  part.stage.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    const { at, perPixel } = secondsAt(event);
    const [start, stop] = moments(part);
    const far = [Math.abs(at - start) / perPixel, Math.abs(at - stop) / perPixel];
    const nearer = far[0] < far[1] || (far[0] === far[1] && at < start) ? 0 : 1;
    const isInside = at > start && at < stop && far[nearer] > Math.min(NEAR, (stop - start) / perPixel / 4);
    const move = isInside ? (to) => shift(part, start + to - at) : (to) => carry(part, nearer, Math.round(to * 10) / 10);
    event.preventDefault();
    part.ranges[nearer].focus({ preventScroll: true });
    if (!isInside && far[nearer] > NEAR) move(at);
    follow(part.stage, event.pointerId, (moved) => move(secondsAt(moved).at));
  });
}

function follow(stage, pointer, run) {
  const until = new AbortController();
  stage.setPointerCapture(pointer);
  stage.addEventListener("pointermove", run, { signal: until.signal });
  for (const end of ["pointerup", "pointercancel"]) stage.addEventListener(end, () => until.abort(), { signal: until.signal });
}

function press(part, target) {
  const line = target.closest(LINE);
  if (line) choose(part, line);
  else if (target.closest("[data-hear-part]")) hear(part);
}

/** The first press chooses a line, the second all up to it, the third begins anew. */
function choose(part, line) {
  const [first, last] = [part.pressed ?? line, line].map(({ dataset }) => [Number(dataset.from), Number(dataset.to)]);
  const start = clamp(Math.min(first[0], last[0]), 0, part.end - part.least);
  const stop = clamp(Math.max(first[1], last[1]), start + part.least, Math.min(part.end, start + part.most));
  const next = part.pressed ? null : line;
  put(part, start, stop);
  part.pressed = next;
}

function hear(part) {
  const [from, to] = moments(part);
  if (to > from) part.song.dispatchEvent(new CustomEvent("studio:preview", { bubbles: true, detail: { from, to } }));
}

// How it looks

function draw(part) {
  const [start, stop] = moments(part);
  showRule(part, tidy(stop - start), stop);
  if (!(start >= 0 && stop > start && stop <= part.end)) return;
  const share = (seconds) => `${(100 * seconds) / part.end}%`;
  const [ground, lines, ...handles] = part.wave.children;
  ground.setAttribute("x", share(start));
  ground.setAttribute("width", share(stop - start));
  drawBars(part, lines, start, stop);
  [start, stop].forEach((seconds, which) => {
    handles[which].setAttribute("x", share(seconds));
    handles[which].querySelector("text").textContent = moment(seconds);
    part.ranges[which].value = seconds;
    part.ranges[which].ariaValueText = moment(seconds);
  });
  spread(part, handles, start, stop);
  part.lines.forEach((line) => (line.ariaPressed = String(isSungIn(line, start, stop))));
  const words = `${moment(start)}–${moment(stop)}`;
  part.form.querySelectorAll("[data-part-words]").forEach((node) => (node.textContent = words));
}

function drawBars(part, lines, start, stop) {
  const [from, to] = [start, stop].map((seconds) => Math.round((part.bars.length * seconds) / part.end));
  lines.setAttribute("viewBox", `0 0 ${part.bars.length || 1} 100`);
  lines.querySelector(".stays").setAttribute("d", path(part.bars, 0, from) + path(part.bars, to, part.bars.length));
  lines.querySelector(".gone").setAttribute("d", path(part.bars, from, to));
}

/** Most of it lies in the part. */
function isSungIn(line, start, stop) {
  const middle = (Number(line.dataset.from) + Number(line.dataset.to)) / 2;
  return middle >= start && middle <= stop;
}

/** The labels stand outside their handles, on the page, and never over each other. */
function spread(part, handles, start, stop) {
  const { width } = part.wave.getBoundingClientRect();
  const at = [start, stop].map((seconds) => (width * seconds) / part.end);
  const left = Math.min(Math.max(at[0], LABEL), width - LABEL);
  const right = Math.min(Math.max(at[1], left + 2), width - LABEL + 2);
  handles[0].querySelector("g").setAttribute("transform", `translate(${left - at[0]} 0)`);
  handles[1].querySelector("g").setAttribute("transform", `translate(${right - at[1]} 0)`);
}

function showRule(part, length, stop) {
  const rule = (name) => part.box.querySelector(`[data-rule=${name}]`);
  part.box.querySelector("[data-part-length]").textContent = length > 0 ? `${length} s` : "";
  rule("least").dataset.is = !(length >= part.least) ? "broken" : length === part.least ? "met" : "";
  rule("most").dataset.is = length > part.most || stop > part.end ? "broken" : length === part.most ? "met" : "";
}
