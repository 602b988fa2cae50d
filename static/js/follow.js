// The page of the words alone: on the whole screen, kept awake, and a way back to what is sung for who scrolled away.
import { current, isPlaying } from "./player.js";
import { moveUp } from "./sung.js";

export function init(page) {
  const place = page.querySelector("#lyrics");
  if (!place) return;
  const back = page.querySelector("[data-follow-back]");
  const sung = () => place.querySelector("[aria-current]");
  const look = () => (back.hidden = !isAway(place, sung()));
  place.addEventListener("scroll", look, { passive: true });
  new MutationObserver(look).observe(place, { subtree: true, attributeFilter: ["aria-current"] });
  back.addEventListener("click", () => moveUp(place, sung()));
  fill(page, page.querySelector("[data-fill-screen]"));
}

function isAway(place, line) {
  if (!line) return false;
  const [box, seen] = [place, line].map((node) => node.getBoundingClientRect());
  return seen.bottom < box.top || seen.top > box.bottom;
}

function fill(page, button) {
  let lock = null;
  button.hidden = !document.fullscreenEnabled;
  button.addEventListener("click", () => (document.fullscreenElement ? document.exitFullscreen() : page.requestFullscreen()));
  page.addEventListener("fullscreenchange", async () => {
    const isFull = document.fullscreenElement === page;
    button.ariaPressed = String(isFull);
    lock?.release();
    lock = isFull && current() && isPlaying() ? await stayAwake() : null;
  });
}

/** Nobody touches a screen that they sing from. */
async function stayAwake() {
  try {
    return await navigator.wakeLock?.request("screen");
  } catch {
    return null; // the battery is low, or this browser does not allow it
  }
}
