// Jobs that tell of themselves: what is open under a person's hands is left alone.

export function init() {}

const inUse = (part) => part.querySelector("details[open]") || part.contains(document.activeElement);

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig } = event.detail;
  const asksByItself = requestConfig?.verb === "get" && target.matches?.(".job, #under-way");
  if (asksByItself && target.querySelector("details[open]")) event.detail.shouldSwap = false;
});

document.addEventListener("htmx:oobBeforeSwap", (event) => {
  if (event.detail.target.matches(".job-list") && inUse(event.detail.target)) event.detail.shouldSwap = false;
});
