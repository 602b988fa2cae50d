// A paid form: what the chosen version takes, and what happens after it was sent.
import { count } from "./fields.js";

export function init(root) {
  const form = root.matches?.("#paid-form") ? root : root.querySelector("#paid-form");
  if (!form) return;
  form.addEventListener("change", (event) => event.target.name === "model" && fit(form));
  form.addEventListener("change", (event) => event.target.name === "persona_id" && fit(form));
  form.addEventListener("htmx:afterRequest", (event) => event.target === form && event.detail.successful && started(form));
  form.addEventListener("change", (event) => forgetError(event.target));
  form.addEventListener("change", (event) => showPrice(form, event.target));
  keepFocus(form);
  freeLinks(form);
  fit(form);
}

/** What was wrong with a field was said of what stood there; the next press tells whether it is right now. */
function forgetError(field) {
  if (!field.hasAttribute("aria-invalid")) return;
  field.removeAttribute("aria-invalid");
  document.getElementById(`${field.id}_error`)?.remove();
}

/** Where a choice decides the price, the button says the new one. */
function showPrice(form, field) {
  const price = field.closest("[data-price]")?.dataset.price;
  if (price) form.querySelector("[data-price-now]").textContent = price;
}

/** What a form says of its own answer counts for all in it, to htmx: a link in it goes to another page all the same. */
function freeLinks(form) {
  for (const link of form.querySelectorAll("a[href]")) {
    ["hx-target", "hx-select", "hx-swap"].forEach((name) => link.setAttribute(name, document.body.getAttribute(name)));
    link.setAttribute("hx-push-url", "true");
    link.setAttribute("hx-disabled-elt", "unset");
  }
}

/** The button is off while a press is on its way, which takes the focus from it: it gets it back. */
function keepFocus(form) {
  let pressed = null;
  form.addEventListener("htmx:beforeRequest", () => (pressed = document.activeElement));
  form.addEventListener("htmx:afterRequest", () => document.activeElement === document.body && pressed?.focus({ preventScroll: true }));
}

/** Limits and choices follow the version; nothing that was typed is touched. */
function fit(form) {
  const facts = factsOf(form);
  if (!facts) return;
  for (const counter of form.querySelectorAll("[data-counts]")) {
    const field = document.getElementById(counter.dataset.counts);
    if (field.name in facts.limits) counter.dataset.limit = facts.limits[field.name] ?? "";
    count(counter);
  }
  for (const part of form.querySelectorAll("[data-takes]")) {
    part.toggleAttribute("data-unused", !facts.takes.includes(part.dataset.takes));
  }
  nameOlder(form);
  fitPersonas(form, facts.takes.includes("voice_persona"));
}

function factsOf(form) {
  const script = form.querySelector("#version-facts");
  const chosen = form.querySelector("[name=model]:checked") ?? form.querySelector("[name=model][type=hidden]");
  return script ? JSON.parse(script.textContent)[chosen?.value ?? ""] : null;
}

/** The word for the older versions says which one is chosen. */
function nameOlder(form) {
  const word = form.querySelector("[data-older]");
  if (word) word.textContent = form.querySelector(".older label:has(:checked) b")?.textContent ?? word.dataset.older;
}

function fitPersonas(form, knowsVoices) {
  const select = form.elements.persona_id;
  if (!select) return;
  let clashes = false;
  for (const option of select.options) {
    const isVoice = option.dataset.kind === "voice_persona";
    option.disabled = isVoice && !knowsVoices && !option.selected;
    clashes ||= isVoice && !knowsVoices;
  }
  form.querySelector("[data-no-voice]").hidden = !clashes;
}

/** What was wrong before is not wrong any more; on a phone the new card is brought into view. */
function started(form) {
  form.querySelectorAll(".note-bad, .error").forEach((note) => note.remove());
  form.querySelectorAll("[aria-invalid]").forEach((field) => field.removeAttribute("aria-invalid"));
  const card = document.querySelector("#results .job");
  const { top = 0 } = card?.getBoundingClientRect() ?? {};
  if (top < 0 || top > innerHeight * 0.7) card.scrollIntoView({ block: "center" });
}

// A page that the browser took out of its drawer holds a key that was used: the next press is another job.
addEventListener("pageshow", (event) => {
  const key = document.querySelector("#paid-form [name=submission]");
  if (event.persisted && key && crypto.randomUUID) key.value = crypto.randomUUID();
});
