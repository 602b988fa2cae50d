// The player's keys, wherever one is on the page, except where a key belongs to a field or a button.
import * as player from "./player.js";
import { toggleMute } from "./stage.js";

const KEYS = {
  " ": player.toggle,
  ArrowLeft: () => player.seek(player.now() - 5),
  ArrowRight: () => player.seek(player.now() + 5),
  "shift ArrowLeft": () => player.step(-1),
  "shift ArrowRight": () => player.step(1),
  m: toggleMute,
};
const TAKES_TEXT = "textarea, select, [contenteditable], input:not([type=range], [type=checkbox], [type=radio])";
const TAKES_ARROWS = `${TAKES_TEXT}, input, [role=tab], [role=menu], video, audio`;
const TAKES_SPACE = `${TAKES_TEXT}, button, summary, [role=button], [type=checkbox], [type=radio], [role=tab]`;

export function start() {
  document.addEventListener("keydown", (event) => {
    const deed = KEYS[`${event.shiftKey && event.key.startsWith("Arrow") ? "shift " : ""}${event.key}`];
    if (!deed || !player.current() || belongsElsewhere(event)) return;
    event.preventDefault();
    deed();
  });
}

function belongsElsewhere(event) {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return true;
  const takers = event.key === " " ? TAKES_SPACE : event.key === "m" ? TAKES_TEXT : TAKES_ARROWS;
  return Boolean(event.target.closest?.(takers));
}
