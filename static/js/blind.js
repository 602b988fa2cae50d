// A blind comparison: numbers in place of names, one second for all, and keys to switch and vote.
import { isOff } from "./characters.js";
import * as player from "./player.js";

export function init(page) {
  if (page.dataset.ready) return;
  page.dataset.ready = "";
  const form = page.querySelector("form");
  form.addEventListener("change", (event) => event.target.name === "choice" && hear(page, event.target));
  form.addEventListener("submit", player.comeBack);
  const press = (event) => (page.isConnected ? key(page, form, event) : document.removeEventListener("keydown", press, true));
  document.addEventListener("keydown", press, true); // before the player's own keys
}

const prefixOf = (page) => `blind-${page.dataset.round.slice(-12)}-`;
const isOurs = (page) => player.current()?.uuid.startsWith(prefixOf(page));

/** All that the player knows of it is its number, and by how much it is softened. */
function songOf(page, { value, dataset }) {
  return {
    uuid: prefixOf(page) + value,
    src: `/compare/${page.dataset.round}/${value}/audio`,
    gain: Number(dataset.gain),
    title: page.dataset.name.replace("{n}", value),
    page: location.pathname + location.search,
    isAside: true, isTrack: false, isKept: true, length: null, take: "", style: "", thumb: "", bars: "", hue: "hue-2",
  };
}

function hear(page, choice) {
  const second = isOurs(page) ? player.now() : 0;
  player.play(songOf(page, choice), second);
}

function key(page, form, event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.repeat || isOff(event)) return;
  if (event.target.closest?.("textarea, select, input:not([type=radio], [type=range])")) return;
  const choice = /^[1-8]$/.test(event.key) && form.querySelector(`[name=choice][value="${event.key}"]`);
  const isElsewhere = event.target.closest?.("a, button, summary");
  const deed = choice ? () => choose(page, choice) : { " ": () => toggle(page, form), Enter: () => vote(form) }[event.key];
  if (!deed || (!choice && isElsewhere)) return;
  event.preventDefault();
  event.stopPropagation();
  deed();
}

function choose(page, choice) {
  choice.checked = true;
  choice.focus();
  hear(page, choice);
}

function toggle(page, form) {
  const choice = form.querySelector("[name=choice]:checked") ?? form.querySelector("[name=choice]");
  if (isOurs(page)) player.toggle();
  else choose(page, choice);
}

/** Nobody votes by chance: one has to be chosen. */
const vote = (form) => form.querySelector("[name=choice]:checked") && form.requestSubmit();
