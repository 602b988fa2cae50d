// The player's keys, wherever one is on the page, except where a key belongs to a field or a button. The page /keys/
// lists them.
import * as characters from "./characters.js";
import * as panel from "./panel.js";
import * as player from "./player.js";
import * as queue from "./queue.js";
import { choose, sound } from "./sound.js";
import { toggleMute } from "./stage.js";

const KEYS = {
  " ": player.toggle,
  ArrowLeft: () => player.seek(player.now() - 5),
  ArrowRight: () => player.seek(player.now() + 5),
  "shift ArrowLeft": () => player.step(-1),
  "shift ArrowRight": () => player.step(1),
  "shift ArrowUp": () => player.setVolume(player.volume().level + 0.05),
  "shift ArrowDown": () => player.setVolume(player.volume().level - 0.05),
  m: toggleMute,
  "<": () => speed(-0.05),
  ">": () => speed(0.05),
  s: () => queue.shuffle(player.current()),
  r: queue.repeat,
  f: () => document.querySelector("#player .heart")?.click(),
};
const ALWAYS = {
  l: () => panel.toggle("lyrics"),
  q: () => panel.toggle("queue"),
  "?": help,
};
const TAKES_TEXT = "textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])";
const TAKES_ARROWS = `${TAKES_TEXT}, input, [role=tab], [role=menu], video, audio`;
const TAKES_SPACE = `${TAKES_TEXT}, button, summary, [role=button], [type=checkbox], [type=radio], [role=tab]`;

export function start() {
  if (!document.getElementById("player")) return;
  document.addEventListener("keydown", (event) => {
    const key = `${event.shiftKey && event.key.startsWith("Arrow") ? "shift " : ""}${event.key}`;
    const deed = ALWAYS[key] ?? (player.current() && KEYS[key]);
    if (!deed || characters.isOff(event) || belongsElsewhere(event)) return;
    event.preventDefault();
    deed();
  });
}

function belongsElsewhere(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  const takers = event.key === " " ? TAKES_SPACE : event.key.startsWith("Arrow") ? TAKES_ARROWS : TAKES_TEXT;
  return Boolean(event.target.closest?.(takers));
}

function speed(by) {
  const wanted = Math.min(Math.max(sound().speed + by, 0.5), 2);
  choose("speed", Math.round(wanted * 100) / 100);
}

/** The list of keys over the page; it is a page of its own, too. */
async function help() {
  const open = document.querySelector("dialog.dialog");
  if (open) return open.close();
  const answer = await fetch("/keys/", { headers: { Accept: "text/html" } }).catch(() => null);
  const list = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("keys");
  if (!list) return location.assign("/keys/");
  const dialog = document.getElementById("keys-shape").content.firstElementChild.cloneNode(true);
  dialog.append(list);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  characters.init(dialog);
  dialog.showModal();
}
