// Jobs that tell of themselves: what is open under a person's hands is left alone.

export function init(part) {
  if (part.matches?.("[data-job-page] .job") && !part.hasAttribute("hx-get")) renew();
}

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
