// The frame follows the page inside it: what is current, how many jobs need a person, what is left. And what
// happens when an answer is none: a sentence, never a broken page.
import { say } from "./toasts.js";

export const look = () => leadOn();

export function init(root) {
  root.querySelectorAll(".switch > [aria-current]").forEach(show);
  const now = (root.id === "now" ? root : root.querySelector("#now"))?.dataset; // a card that comes later knows better than the page it is in
  if (!now) return;
  document.querySelectorAll(".rail-link").forEach((link) => {
    const isHere = link.dataset.section.split(" ").includes(now.section);
    if (isHere) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
  document.querySelectorAll(".count[data-needing]").forEach((count) => {
    count.hidden = !Number(now.needing);
    count.firstElementChild.textContent = now.needing;
  });
  document.querySelectorAll("[data-balance]:not(#now)").forEach((node) => (node.textContent = now.balance));
}

/** Among entries that do not fit beside each other, the one where one is comes into sight. */
function show(entry) {
  const [{ left, width }, row] = [entry.getBoundingClientRect(), entry.parentElement.getBoundingClientRect()];
  entry.parentElement.scrollLeft += left + width / 2 - (row.left + row.width / 2);
}

const ON = {
  "hx-target": "#main", "hx-select": "#main", "hx-select-oob": "#toasts:beforeend", "hx-swap": "outerHTML show:window:top", "hx-push-url": "true",
};
const WITHIN = '[hx-trigger*="every"] :is(a[href], form[data-leads-on]):not([hx-get], [hx-target])';

/** What looks again by itself replaces itself alone. A link in it would inherit that, and leads on as all others do; so
    does a form whose answer is another page. */
function leadOn() {
  for (const link of document.querySelectorAll(WITHIN)) Object.entries(ON).forEach((one) => link.setAttribute(...one));
}

export function start() {
  document.addEventListener("htmx:beforeSwap", leaveForTheDoor);
  document.addEventListener("htmx:beforeSwap", takeOnlyThePage);
  document.addEventListener("htmx:sendError", () => say("offline"));
  document.addEventListener("htmx:responseError", tellWhatFailed);
  document.addEventListener("htmx:historyCacheMissLoadError", () => location.reload());
  keepScrolls();
  history.scrollRestoration = "manual"; // the page comes after the browser has scrolled
  addEventListener("pagehide", () => (history.scrollRestoration = "auto")); // but a reload it does well
}

const scrolls = new Map(); // address → how far it was scrolled when one left it
const address = () => location.pathname + location.search;
let here = address(); // of the page in sight, also while another one is on its way
let onItsWay;

/** Back and Forward ask for pages anew: htmx keeps no copies, which would cost it a walk through the page at each step.
    Whoever goes on before the answer has come does not get it any more. */
function keepScrolls() {
  const leave = () => scrolls.set(here, scrollY);
  const expect = (request) => (onItsWay?.abort(), (onItsWay = request));
  const push = () => (here = address());
  addEventListener("popstate", leave);
  document.addEventListener("htmx:beforeHistoryUpdate", () => (leave(), expect()));
  document.addEventListener("htmx:pushedIntoHistory", push);
  document.addEventListener("htmx:replacedInHistory", push);
  document.addEventListener("htmx:historyCacheMiss", ({ detail }) => expect(detail.xhr));
  document.addEventListener("htmx:historyRestore", ({ detail }) => scrollTo(0, scrolls.get((here = detail.path)) ?? 0));
}

const isNavigation = ({ boosted, requestConfig }) => Boolean(boosted || requestConfig?.boosted);
/** A form that came while the studio was busy: its page stays, with what was typed. */
const isPutOff = ({ xhr, requestConfig }) => xhr.status === 503 && requestConfig?.verb !== "get";

function tellWhatFailed({ detail }) {
  if (isPutOff(detail)) say("busy");
  else if (!isNavigation(detail)) say("failed");
}

/** Signed out meanwhile: the whole page goes to the door. Error pages are shown when one went there. */
function leaveForTheDoor(event) {
  const { xhr } = event.detail;
  const door = document.body.dataset.door;
  if (xhr.responseURL && new URL(xhr.responseURL).pathname.startsWith(door)) {
    event.detail.shouldSwap = false;
    location.assign(`${door}?next=${encodeURIComponent(location.pathname + location.search)}`);
  } else if (xhr.status >= 400 && isNavigation(event.detail) && !isPutOff(event.detail)) {
    event.detail.shouldSwap = true;
  }
}

/** A link that left the page before its answer came has lost what it would have inherited. */
function takeOnlyThePage({ detail }) {
  if (detail.target.id === "main") detail.selectOverride ??= "#main";
}
