// Files chosen, dropped or recorded go to the studio one after another, also while one looks at other pages.
// Each has a card that says how far it is; the cards are put back whenever the page of uploads is shown.
import { giveUp, send, Trouble } from "./sending.js";

const SHOWN = 20; // cards at once: a folder has thousands of files
const items = []; // {file, facts, card, stage, offset, uuid, abort, begunAt, begunWith}
let isBusy = false;

export function start() {
  document.addEventListener("change", (event) => event.target.matches("[data-bring]") && chosen(event.target));
  document.addEventListener("studio:recorded", (event) => bring([event.detail.file], { is_recording: "on", ...event.detail.facts }));
  for (const name of ["dragenter", "dragover", "dragleave", "drop"]) document.addEventListener(name, drag);
  addEventListener("beforeunload", (event) => items.some(isOpen) && event.preventDefault());
}

export function init(root) {
  lineUp();
  hideTheServers(root);
}

const isOpen = (item) => ["waiting", "begun", "resumed", "sending", "offline"].includes(item.stage);
const isMoving = (item) => isOpen(item) || item.stage === "checking";

/** What this page sends has its own card; the server's card of it would say the same, only later. */
function hideTheServers() {
  const ours = new Set(items.filter(isMoving).map((item) => item.uuid));
  document.querySelectorAll("#arrivals [data-arrival]").forEach((card) => (card.hidden = ours.has(card.dataset.arrival)));
}

function chosen(input) {
  bring([...input.files], {});
  input.value = ""; // the same file again is a change too
}

function drag(event) {
  const page = document.querySelector("[data-take-files]");
  if (!page || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  const isGone = event.type === "drop" || (event.type === "dragleave" && !event.relatedTarget);
  page.toggleAttribute("data-dragging", !isGone);
  if (event.type === "drop") bring([...event.dataTransfer.files], {});
}

/** On the page where songs are brought, a file becomes one, and a ZIP many; of a folder only what holds sound is sent. */
const isZip = (file) => /\.zip$/i.test(file.name);
const isSound = (file) => /\.(mp3|m4a|wav|flac|ogg|opus|aac|aiff?|webm)$/i.test(file.name);
const isImport = () => Boolean(document.querySelector("[data-take-files=songs]"));

function sorted(files, facts) {
  if (!isImport()) return files.map((file) => ({ file, facts }));
  const wanted = files.filter((file) => !file.webkitRelativePath || isZip(file) || isSound(file));
  return wanted.map((file) => ({ file, facts: { ...facts, name: file.webkitRelativePath || file.name, kind: isZip(file) ? "zip" : "song" } }));
}

function bring(chosen, said) {
  for (const { file, facts } of sorted(chosen, said)) {
    const item = { file, facts, stage: "waiting", offset: 0, card: cardOf(file) };
    items.push(item);
    item.card.querySelector("[data-stop]").addEventListener("click", () => stop(item));
    item.card.querySelector("[data-again]").addEventListener("click", () => again(item));
    show(item, { stage: "waiting" });
  }
  lineUp();
  next();
}

/** The first cards of a long line; how many come after them is told below. */
function lineUp() {
  const place = document.getElementById("sending");
  const coming = items.filter(isMoving);
  const shown = [...items.filter((item) => !isMoving(item)), ...coming.slice(0, SHOWN)];
  place?.append(...shown.map((item) => item.card).filter((card) => !place.contains(card)));
  const more = document.getElementById("sending-more");
  const rest = coming.length - SHOWN;
  if (more) more.textContent = rest > 0 ? more.dataset.rest.replace("{n}", rest.toLocaleString(document.documentElement.lang)) : "";
}

async function next() {
  const item = isBusy ? null : items.find((each) => each.stage === "waiting");
  if (!item) return;
  isBusy = true;
  lineUp();
  item.abort = new AbortController();
  try {
    kept(item, await send(item.file, item.facts, (news) => show(item, news), item.abort.signal));
  } catch (error) {
    if (error.name !== "AbortError") failed(item, error);
  }
  isBusy = false;
  next();
}

function show(item, news) {
  if (news.stage === "begun" || news.stage === "resumed") [item.begunAt, item.begunWith] = [performance.now(), news.offset];
  Object.assign(item, news);
  if (news.uuid) document.querySelector(`#arrivals [data-arrival="${news.uuid}"]`)?.setAttribute("hidden", "");
  const part = item.file.size ? item.offset / item.file.size : 0;
  item.card.dataset.state = item.stage;
  item.card.querySelector("progress").value = item.stage === "checking" ? 100 : part * 100;
  say(item, sentence(item, part));
}

function sentence(item, part) {
  const percent = Math.floor(part * 100);
  if (item.stage !== "sending") return words()[item.stage].replace("{percent}", percent).replace("{done}", size(item.offset)).replace("{all}", size(item.file.size));
  const left = timeLeft(item);
  const pattern = left ? words().sending : words().begun;
  return pattern.replace("{done}", size(item.offset)).replace("{all}", size(item.file.size)).replace("{left}", left);
}

function timeLeft(item) {
  const seconds = (performance.now() - item.begunAt) / 1000;
  const rate = (item.offset - item.begunWith) / seconds;
  if (seconds < 2 || rate <= 0) return "";
  const left = (item.file.size - item.offset) / rate;
  return left < 90 ? words().seconds.replace("{n}", Math.ceil(left)) : words().minutes.replace("{n}", Math.ceil(left / 60));
}

/** 109056 → 106.5 KB, as the server writes it. */
function size(bytes) {
  const [number, unit] = bytes < 2 ** 20 ? [bytes / 2 ** 10, "KB"] : [bytes / 2 ** 20, "MB"];
  const places = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return `${number.toLocaleString(document.documentElement.lang, places)}\u00a0${unit}`;
}
const words = () => document.getElementById("sending-words")?.dataset ?? lastWords;
let lastWords = {};

/** The row in the list says the rest; a card stays only where there is more to say. */
function kept(item, told) {
  item.stage = "kept";
  document.querySelector(`#arrivals [data-arrival="${item.uuid}"]`)?.remove();
  document.dispatchEvent(new CustomEvent("studio:uploaded", { detail: { ...told, facts: item.facts } }));
  if (told.is_known) {
    say(item, words().known.replace("{title}", told.title));
    const open = item.card.querySelector("[data-open]");
    open.href = told.address;
    open.hidden = false;
    rest(item);
  } else {
    away(item);
  }
  if (item.facts.kind !== "song") refresh(); // songs are not listed where they are brought
}

function failed(item, error) {
  const trouble = error instanceof Trouble ? error : new Trouble({ canTryAgain: true });
  item.stage = "failed";
  const percent = Math.floor((100 * item.offset) / (item.file.size || 1));
  say(item, trouble.why || words()[trouble.word].replace("{percent}", percent), true);
  item.card.querySelector("[data-again]").hidden = !trouble.canTryAgain;
  drawIcon(item, "circle-alert", true);
  rest(item);
}

/** Nothing moves any more: its cross only takes the card away. */
function rest(item) {
  item.card.dataset.state = item.stage;
  item.card.querySelector("progress").hidden = true;
  item.card.querySelector("[data-stop]").ariaLabel = words().dismiss;
}

function drawIcon(item, name, isBad) {
  const icon = item.card.querySelector(".icon");
  const use = icon.querySelector("use");
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, `#${name}`));
  icon.classList.toggle("is-bad", isBad);
}

function again(item) {
  drawIcon(item, "upload", false);
  item.card.querySelector("[data-again]").hidden = true;
  item.card.querySelector("progress").hidden = false;
  show(item, { stage: "waiting" });
  next();
}

function stop(item) {
  item.abort?.abort();
  if (item.uuid && item.stage !== "kept") giveUp(item.uuid);
  away(item);
}

function away(item) {
  items.splice(items.indexOf(item), 1);
  const next = item.card.contains(document.activeElement) && (item.card.nextElementSibling ?? item.card.previousElementSibling);
  item.card.remove();
  (next?.querySelector?.("[data-stop]") ?? (next === null ? document.getElementById("files") : null))?.focus();
}

function cardOf(file) {
  const card = (document.getElementById("sending-shape")?.content ?? lastShape).firstElementChild.cloneNode(true);
  lastShape = document.getElementById("sending-shape")?.content ?? lastShape;
  lastWords = words();
  card.querySelector("[data-file]").textContent = file.name;
  card.querySelector("[data-amount]").textContent = size(file.size);
  return card;
}
let lastShape = null;

/** `isBad`: what is wrong, beside the file. */
function say(item, text, isBad = false) {
  const place = item.card.querySelector("[data-stage]");
  place.className = isBad ? "error" : "quiet";
  if (place.textContent !== text) place.textContent = text;
}

function refresh() {
  const changed = ["#uploads", "#arrivals-of-songs"].find((place) => document.querySelector(place));
  if (changed) globalThis.htmx.ajax("GET", location.pathname, { target: changed, select: changed, swap: "outerHTML" });
}
