// Lists on a page: played from the top. What moves their rows is fetched where there are any.
import { play } from "./player.js";
import { onPage } from "./songs.js";

export function start() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-play-all]")) playAll();
  });
}

export async function init(root) {
  const list = root.querySelector("[data-sort]");
  if (list) (await import("./sort.js")).init(list);
}

function playAll() {
  const [first] = onPage();
  if (first) play(first, 0);
}
