// Lists on a page: heard from the top, or by chance, all of it, also what the page has not shown yet.
import { ask } from "./further.js";
import { current, play } from "./player.js";
import { byChance, open } from "./queue.js";
import { onPage } from "./songs.js";

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-play-all]");
    if (button) hear(button.dataset.playAll, button.hasAttribute("data-shuffled"));
  });
}

/** The first one at once: a browser lets sound begin with a press, not long after it. */
async function hear(address, isShuffled) {
  const first = isShuffled ? null : onPage().songs[0];
  if (first) play(first, 0);
  const list = await ask(isShuffled ? byChance(address) : address);
  const wanted = first ?? list?.songs[0];
  if (!first && wanted) play(wanted, 0);
  if (list && wanted && current()?.uuid === wanted.uuid) open(list, wanted, isShuffled ? address : "");
}
