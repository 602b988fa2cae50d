// Queue and lyrics beside the page; on a phone the same element is the full-screen player, and Back closes it.
import * as player from "./player.js";
import { sheet } from "./sheet.js";
import { words } from "./words.js";

const phone = matchMedia("(width < 1024px)");
const panel = () => document.getElementById("panel");
const isOpen = () => Boolean(panel() && !panel().hidden);
const openers = () => document.querySelectorAll("[data-panel]");
const TABS = ["lyrics", "queue", "sound"];
let tab = "lyrics";
let opener = null;

export function start() {
  if (!panel()) return;
  document.addEventListener("click", press);
  document.addEventListener("keydown", keys);
  addEventListener("popstate", closeByBack, true);
  document.addEventListener("htmx:beforeHistoryUpdate", giveWay);
  player.changes.addEventListener("song", () => isOpen() && show(tab));
  if (history.state?.panel) history.replaceState({ ...history.state, panel: undefined }, "");
  swipe(document.getElementById("player"), -1, () => phone.matches && open("lyrics"));
  swipe(panel(), 1, () => phone.matches && panel().scrollTop <= 0 && close());
}

/** On a phone it is an entry of its own in the history; a page opened from it takes its place. */
function giveWay({ detail }) {
  if (!phone.matches || !isOpen()) return;
  if (detail.history.type === "push") detail.history.type = "replace";
  hide();
}

function press(event) {
  const wanted = event.target.closest("[data-panel]")?.dataset.panel;
  const chosen = event.target.closest("[data-tab]")?.dataset.tab;
  if (wanted) (isOpen() && (wanted === tab || wanted === "big") ? close() : open(wanted, event.target.closest("button")));
  else if (chosen) choose(chosen);
  else if (event.target.closest("[data-panel-close]")) close();
}

/** On a phone what was asked for comes up to where it is seen, beneath the buttons that play. */
function choose(wanted) {
  show(wanted);
  if (phone.matches) panel().querySelector(".panel-transport").scrollIntoView();
}

/** As its buttons do: the same again closes it. */
export const toggle = (wanted) => (isOpen() && wanted === tab ? close() : open(wanted));

function open(wanted, from = null) {
  if (!isOpen()) {
    opener = from;
    reveal(true);
    if (phone.matches) fillScreen(true);
  }
  show(wanted === "big" ? tab : wanted);
}

/** The page beside it makes room: said on the body, since `:has` there is asked anew for each change of the page. */
function reveal(isOpened) {
  panel().hidden = !isOpened;
  document.body.toggleAttribute("data-beside", isOpened);
}

function fillScreen(isFull) {
  for (const part of document.querySelectorAll("#main, .rail, .tabbar, .player, .strip")) part.inert = isFull;
  if (!isFull) return;
  history.pushState({ ...history.state, htmx: true, panel: true }, "", location.href);
  panel().querySelector("[data-panel-close]").focus();
}

function close() {
  if (history.state?.panel) history.back(); // popstate hides it
  else hide();
}

function closeByBack(event) {
  if (!isOpen() || !phone.matches) return;
  event.stopImmediatePropagation();
  hide();
}

function hide() {
  reveal(false);
  fillScreen(false);
  tellOpeners();
  opener?.focus({ preventScroll: true });
}

function tellOpeners() {
  openers().forEach((button) => {
    const isMine = isOpen() && (button.dataset.panel === tab || button.dataset.panel === "big");
    button.setAttribute("aria-expanded", String(isMine));
  });
}

function show(wanted) {
  tab = wanted;
  for (const button of panel().querySelectorAll("[data-tab]")) {
    const isChosen = button.dataset.tab === tab;
    button.setAttribute("aria-selected", String(isChosen));
    button.tabIndex = isChosen ? 0 : -1;
    document.getElementById(button.getAttribute("aria-controls")).hidden = !isChosen;
  }
  tellOpeners();
  if (tab === "lyrics") showLyrics();
  document.dispatchEvent(new CustomEvent("studio:panel", { detail: tab }));
}

async function showLyrics() {
  const place = document.getElementById("panel-lyrics");
  const song = player.current();
  if (!song) return place.replaceChildren(line(words().nothing));
  if (place.dataset.of === song.uuid) return;
  place.dataset.of = song.uuid;
  place.replaceChildren();
  const more = await sheet(song);
  if (place.dataset.of !== song.uuid) return;
  place.replaceChildren(...(more?.lyrics ? more.lyrics.cloneNode(true).childNodes : [line(words().noLyrics)]));
}

function line(text, name = "p") {
  const made = document.createElement(name);
  made.className = "quiet";
  made.textContent = text;
  return made;
}

function keys(event) {
  if (!isOpen() || event.defaultPrevented || document.querySelector("dialog[open]")) return;
  const isTab = event.target.matches?.("[data-tab]") && ["ArrowLeft", "ArrowRight"].includes(event.key);
  if (event.key === "Escape") {
    event.preventDefault();
    close();
  } else if (isTab) {
    event.preventDefault();
    const by = event.key === "ArrowRight" ? 1 : -1;
    show(TABS.at((TABS.indexOf(tab) + by) % TABS.length));
    document.getElementById(`tab-${tab}`).focus();
  }
}

/** A quick stroke up (-1) or down (1), not one along the waveform. */
function swipe(element, direction, run) {
  let from = null;
  element.addEventListener("touchstart", (event) => {
    const [touch] = event.touches;
    from = event.touches.length > 1 || event.target.matches("input") || panel().scrollTop > 0 ? null : touch;
  }, { passive: true });
  element.addEventListener("touchend", (event) => {
    const [to] = event.changedTouches;
    const [across, along] = from ? [Math.abs(to.clientX - from.clientX), (to.clientY - from.clientY) * direction] : [0, 0];
    if (along > 56 && along > across * 1.5) run();
  }, { passive: true });
}
