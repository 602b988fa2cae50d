// Jobs that tell of themselves: what is open under a person's hands is left alone.

const LATER = [3, 10, 30]; // seconds after the end: the copy on our disk, and what is left, come a moment later
const looks = new Map(); // card id → how often we looked again

export function init(part) {
  if (!part.matches?.(".job")) return;
  const { left } = part.dataset;
  if (left) document.querySelectorAll("[data-balance]:not(#now)").forEach((node) => (node.textContent = left));
  if (!part.hasAttribute("data-card")) return;
  if (part.closest("[data-job-page]")) renew();
  else lookAgain(part);
}

/** Once after the end, and a few times more while songs are being copied. */
function lookAgain(card) {
  const times = looks.get(card.id) ?? 0;
  if (times >= LATER.length || (times && !card.hasAttribute("data-copying"))) return;
  looks.set(card.id, times + 1);
  setTimeout(() => card.isConnected && renewCard(card), LATER[times] * 1000);
}

const renewCard = (card) =>
  window.htmx.ajax("GET", card.dataset.card, { source: card, target: card, select: `#${card.id}`, swap: "outerHTML" });

/** The card is over: the page around it has more to say now. */
function renew() {
  window.htmx.ajax("GET", location.href, { target: "#main", select: "#main", swap: "outerHTML" });
}

const asksByItself = ({ target, requestConfig }) => requestConfig?.verb === "get" && target.matches?.(".job, #under-way");
const isOpen = (part) => part.querySelector("details[open], .menu-list");

document.addEventListener("htmx:beforeSwap", (event) => {
  if (asksByItself(event.detail) && isOpen(event.detail.target)) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  const { target } = event.detail;
  const isInUse = isOpen(target) || target.contains(document.activeElement);
  if (target.matches(".job-list") && isInUse) event.detail.shouldSwap = false;
});
