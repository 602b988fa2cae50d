// Where one listens is where one may want to go on: links that take a moment of the song follow the player.
import { clock } from "./words.js";
import { changes, current, length, now } from "./player.js";

export function start() {
  for (const name of ["time", "song"]) changes.addEventListener(name, () => init(document));
}

export function init(root) {
  root.querySelectorAll("[data-moment]").forEach(show);
}

function show(link) {
  const isHere = link.dataset.song === current()?.uuid && now() >= 1 && now() < length() - 1;
  const time = clock(Math.floor(now()));
  const label = isHere ? link.dataset.moment.replace("{time}", time) : link.dataset.plain;
  const words = link.querySelector("span");
  if (words.textContent === label) return;
  words.textContent = label;
  link.search = isHere ? `?continue_at=${time}` : "";
}
