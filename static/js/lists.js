// Lists on a page: played from the top, all of it, also what the page has not shown yet.
import { current, play } from "./player.js";
import { begin } from "./queue.js";
import { onPage } from "./songs.js";

export function start() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-play-all]");
    if (button) playAll(button.dataset.playAll);
  });
}

/** The first one at once: a browser lets sound begin with a press, not long after it. */
async function playAll(address) {
  const [first] = onPage();
  if (first) play(first, 0);
  const answer = await fetch(address).catch(() => null);
  const songs = answer?.ok ? (await answer.json()).songs : [];
  const wanted = first ?? songs[0];
  if (!first && wanted) play(wanted, 0);
  if (wanted && current()?.uuid === wanted.uuid) begin(songs, wanted, wanted);
}
