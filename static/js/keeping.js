// "Keep on this device": the songs of a list, fetched one by one, with their size told before and after.
import { drop, keep, kept, LIMIT, sizeOf } from "./kept.js";

const megabytes = (bytes) => Math.max(1, Math.round(bytes / 1e6)).toLocaleString(document.documentElement.lang);
const fill = (text, values) => Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, value), text);

export function init(places) {
  places.forEach(start);
}

async function start(place) {
  if (place.dataset.started) return;
  place.dataset.started = "yes";
  place.hidden = false;
  place.addEventListener("click", async ({ target }) => {
    const deed = target.closest("[data-keep-do]")?.dataset.keepDo;
    if (!deed) return;
    await ({ keep: begin, drop: end })[deed](place);
    goOn(place);
  });
  const mine = (await kept()).lists.find(({ uuid }) => uuid === place.dataset.keep);
  await show(place);
  if (mine && navigator.onLine) begin(place); // what has changed since
}

async function begin(place) {
  const bar = place.querySelector("progress");
  place.querySelectorAll("button").forEach((button) => (button.disabled = true));
  try {
    const list = await (await fetch(place.dataset.keepAt)).json();
    bar.hidden = false;
    bar.max = list.songs.length || 1;
    await keep(document.body.dataset.person, list, (done) => (bar.value = done));
    await navigator.storage?.persist?.();
    await show(place, list.songs.length);
  } catch {
    await show(place);
    say(place, place.dataset.failed);
  }
  bar.hidden = true;
  place.querySelectorAll("button").forEach((button) => (button.disabled = false));
}

async function end(place) {
  await drop(place.dataset.keep);
  await show(place);
}

/** The button that was pressed has gone: the other one is where a keyboard goes on. */
function goOn(place) {
  if (document.activeElement === document.body) place.querySelector("[data-keep-do]:not([hidden])").focus({ preventScroll: true });
}

/** `all`: how many songs the list has; where fewer are kept, there was no room for the rest. */
async function show(place, all = 0) {
  const { lists } = await kept();
  const mine = lists.find(({ uuid }) => uuid === place.dataset.keep);
  for (const button of place.querySelectorAll("[data-keep-do]")) button.hidden = (button.dataset.keepDo === "drop") !== Boolean(mine);
  const values = { n: mine?.songs.length ?? 0, size: megabytes(mine ? sizeOf([mine]) : 0), all, limit: megabytes(LIMIT), used: megabytes(sizeOf(lists)) };
  say(place, mine ? fill(all > values.n ? place.dataset.full : place.dataset.here, values) : "");
}

function say(place, text) {
  place.querySelector("[role=status]").textContent = text;
}
