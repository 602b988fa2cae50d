// What one kind of page needs alone comes when such a page does.
const PLACES = {
  "[data-song-page]": () => import("./sections.js"),
  "[data-follow]": () => import("./follow.js"),
  "[data-taps]": () => import("./taps.js"),
  "[data-mixer]": () => import("./mixer.js"),
  "[data-playhead]": () => import("./takes.js"),
  "[data-line]": () => import("./line.js"),
  "[data-blind]": () => import("./blind.js"),
};

export function init(root) {
  for (const [place, load] of Object.entries(PLACES)) {
    const found = root.matches(place) ? root : root.querySelector(place);
    if (found) load().then((module) => module.init(found));
  }
}
