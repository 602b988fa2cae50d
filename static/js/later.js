// What one kind of page needs alone comes when such a page does: start() runs once, init(it) for each that comes.
const PLACES = {
  "[data-song-page]": () => import("./sections.js"),
  "[data-follow]": () => import("./follow.js"),
  "[data-taps]": () => import("./taps.js"),
  "[data-mixer]": () => import("./mixer.js"),
  "[data-playhead]": () => import("./takes.js"),
  "[data-sort]": () => import("./sort.js"),
  "[data-line]": () => import("./line.js"),
  "[data-blind]": () => import("./blind.js"),
  "[data-cut]": () => import("./extend.js"),
  "div[data-part]": () => import("./part.js"),
  "[data-recorder]": () => import("./recorder.js"),
};
const begun = new Set(); // the modules that were started

export function init(root) {
  for (const [place, load] of Object.entries(PLACES)) {
    const found = root.matches(place) ? root : root.querySelector(place);
    if (found) load().then((module) => begin(module, found));
  }
}

function begin(module, found) {
  if (!begun.has(module)) module.start?.();
  begun.add(module);
  module.init(found);
}
