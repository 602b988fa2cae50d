// The list of songs: addresses without empty filters, rows that leave and come back, one heading a day.
const gone = new Map(); // uuid → {row, parent, next}: what Undo puts back

export function start() {
  document.addEventListener("click", pressHeart);
  document.addEventListener("htmx:configRequest", leaveOutTheEmpty);
  document.addEventListener("htmx:beforeSwap", emptyTheList);
  document.addEventListener("htmx:beforeSwap", keepTheEnd);
  document.addEventListener("htmx:beforeHistoryUpdate", typeInOneEntry);
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful) return;
    const { elt } = event.detail;
    if (elt.matches("[data-takes-row]")) takeAway(elt.closest("[data-track]"));
    if (elt.matches("[data-undo]")) bringBack(elt.dataset.undo);
  });
}

let far = null; // the module, once a list is long

/** From the second page on, what is far from sight rests; all is there for who chooses many songs. */
async function watchTheLong() {
  const rows = document.querySelector("#rows.rows");
  if (!rows?.querySelector(":scope > .some ~ .some")) return;
  if (!far) {
    far = await import("./far.js");
    document.addEventListener("keydown", bringAllBack, true);
    document.addEventListener("click", bringAllBack, true);
  }
  far.watch(rows);
}

function bringAllBack(event) {
  const rows = document.querySelector("#rows.rows");
  const chooses = event.key ? event.key === "a" && (event.ctrlKey || event.metaKey) : event.target.closest(".pick, [data-pick-many], [data-pick-all]");
  if (rows && chooses) far.bringBack(rows);
}

export function init(root) {
  followHearts(root);
  if (root.matches(".heart") && document.activeElement === document.body) root.focus({ preventScroll: true });
}

export function look() {
  let last = null;
  document.querySelectorAll("#rows h2").forEach((heading) => {
    if (heading.textContent === last) heading.remove();
    else last = heading.textContent;
  });
  watchTheLong();
  finishTheSong();
}

function leaveOutTheEmpty(event) {
  if (!event.detail.elt.matches("[data-filters]")) return;
  const { formData } = event.detail;
  for (const [name, value] of [...formData]) if (!value) formData.delete(name);
}

/** Letters typed one after another are one step for Back, not one each. */
function typeInOneEntry(event) {
  const { history: change } = event.detail;
  const goesOn = event.detail.requestConfig?.elt.matches("[data-filters]") && new URLSearchParams(location.search).get("q");
  if (goesOn && change.type === "push") change.type = "replace";
}

function takeAway(row) {
  const parent = row.parentElement;
  const neighbour = row.querySelector(":focus-visible") && neighbourOf(row);
  gone.set(row.dataset.track, { row, parent, next: row.nextElementSibling });
  row.querySelector(".menu-list")?.remove();
  row.closest(".few")?.removeAttribute("data-menu");
  row.remove();
  parent.hidden = !parent.children.length;
  neighbour?.querySelector("[data-more]").focus();
  if (document.querySelector("#rows") && !document.querySelector("#rows [data-track]")) askAgain();
}

function neighbourOf(row) {
  const rows = [...document.querySelectorAll("#main [data-track]:has([data-more])")];
  const place = rows.indexOf(row);
  return rows[place + 1] ?? rows[place - 1];
}

const askAgain = () => globalThis.htmx.ajax("GET", location.href, { target: "#main", select: "#main", swap: "outerHTML" });

function bringBack(uuid) {
  const { row, parent, next } = gone.get(uuid) ?? {};
  gone.delete(uuid);
  if (!parent?.isConnected) return askAgain();
  parent.insertBefore(row, next?.parentElement === parent ? next : null);
  parent.hidden = false;
  if (document.querySelector(".toast :focus-visible")) row.querySelector("[data-more]").focus();
}

/** Fifty hearts, and one that listens for them. */
function pressHeart(event) {
  const heart = event.target.closest(".heart");
  if (!heart) return;
  event.preventDefault();
  globalThis.htmx.ajax("POST", heart.getAttribute("formaction"), { source: heart, target: heart, select: "unset", swap: "outerHTML" });
}

/** A song's heart is the same in its row, on its page and in the player. */
function followHearts(root) {
  const hearts = root.matches(".heart") ? [root] : root.querySelectorAll("#main .heart");
  const pressed = new Map([...hearts].map((heart) => [heart.getAttribute("formaction"), heart.ariaPressed]));
  if (!pressed.size) return;
  for (const other of document.querySelectorAll(".heart")) {
    const isPressed = pressed.get(other.getAttribute("formaction"));
    if (isPressed && other.ariaPressed !== isPressed) other.ariaPressed = isPressed;
  }
}

/** htmx takes leave of each node of what goes: a thousand of them have nothing to say. */
function emptyTheList({ detail }) {
  if (detail.shouldSwap && detail.target.id === "songs") detail.target.replaceChildren();
}

/** Where a page of a list ended, the queue can be taken up: the last row says so, once the way to the next page goes. */
function keepTheEnd({ detail: { shouldSwap, target } }) {
  if (shouldSwap && target.matches("#more[data-rest]")) target.previousElementSibling.dataset.rest = target.dataset.rest;
}

/** The copy is complete: the page is asked for once more, with its file and its finest waveform. */
function finishTheSong() {
  const song = document.querySelector("[data-song-page][data-src]");
  if (song && document.querySelector("#disk[data-state=kept]")) {
    askAgain();
  }
}
