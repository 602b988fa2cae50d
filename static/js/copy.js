// What is there to be taken along: a press copies it; without that, it is selected whole.
import { say } from "./toasts.js";

export function start() {
  document.addEventListener("click", async ({ target }) => {
    const field = document.getElementById(target.closest("[data-copies]")?.dataset.copies);
    if (!field) return;
    field.select();
    await navigator.clipboard?.writeText(field.value).then(() => say("copied"), () => {});
  });
}
