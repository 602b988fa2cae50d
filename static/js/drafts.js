// Words for the song on this page: written on order, and taken into the form without leaving it.
import { newKey, order } from "./order.js";
import { words } from "./words.js";

let before = null; // what stood in the form before a draft was taken: {field: text}
let asked = {}; // {idea, key}: the same idea sent again after no answer is the same order

export function start() {
  document.addEventListener("click", use, true); // before htmx follows the link
}

export function init(root) {
  const link = root.querySelector("a[data-for-me-open]");
  if (!link) return;
  const box = link.closest("[data-for-me]");
  const ask = box.querySelector(".for-me-ask");
  const idea = box.querySelector("#for-me-idea");
  const open = buttonFor(link, () => {
    ask.hidden = !ask.hidden;
    open.ariaExpanded = String(!ask.hidden);
    if (!ask.hidden) idea.focus();
  });
  const write = box.querySelector("[data-for-me-write]");
  const go = () => write.ariaDisabled !== "true" && writeFor(box, new URL(link.href).pathname, idea, write);
  write.addEventListener("click", go);
  idea.addEventListener("keydown", (event) => event.key === "Enter" && (event.preventDefault(), go())); // not the song's form
  box.querySelector("[data-for-me-undo]").addEventListener("click", () => undo(box));
}

function buttonFor(link, press) {
  const button = document.createElement("button");
  Object.assign(button, { type: "button", className: link.className, ariaExpanded: "false" });
  button.append(...link.childNodes);
  button.addEventListener("click", press);
  link.replaceWith(button);
  return button;
}

async function writeFor(box, address, idea, button) {
  const prompt = idea.value.trim();
  if (!prompt) return idea.focus(), say(box, words().ideaEmpty, true);
  if (asked.idea !== prompt) asked = { idea: prompt, key: newKey() };
  button.ariaDisabled = "true";
  const { card, trouble } = await order(address, { prompt }, asked.key);
  button.ariaDisabled = "false";
  if (trouble) return say(box, trouble, true);
  asked = {};
  say(box, words().draftsCome);
  const results = document.getElementById("results");
  results?.prepend(document.importNode(card, true));
  if (results) globalThis.htmx.process(results.firstElementChild);
}

/** A draft's link leads to a form with its words; where that form is this page, they come to it. */
function use(event) {
  const link = event.target.closest?.("a[data-use-draft]");
  const box = document.querySelector("#paid-form [data-for-me]");
  if (!link || !box || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  event.stopPropagation();
  const form = box.closest("form");
  const text = link.closest(".draft").querySelector(".draft-words").textContent;
  const { title } = link.dataset;
  before = { lyrics: form.elements.lyrics.value, title: form.elements.title.value };
  choose(form, "custom_mode", "on");
  choose(form, "instrumental", "");
  fill(form, { lyrics: text, ...(title ? { title } : {}) });
  box.querySelector("[data-for-me-undo]").hidden = false;
  say(box, words().draftTaken);
  showTop(form.elements.lyrics);
}

function undo(box) {
  const form = box.closest("form");
  if (before) fill(form, before);
  before = null;
  box.querySelector("[data-for-me-undo]").hidden = true;
  say(box, words().improveUndone);
  showTop(form.elements.lyrics);
}

function showTop(field) {
  field.setSelectionRange(0, 0);
  field.focus();
  field.scrollTop = 0;
  field.closest(".field").scrollIntoView({ block: "nearest" });
}

function fill(form, texts) {
  for (const [name, text] of Object.entries(texts)) {
    form.elements[name].value = text;
    for (const type of ["input", "change"]) form.elements[name].dispatchEvent(new Event(type, { bubbles: true }));
  }
}

function choose(form, name, value) {
  const radio = form.querySelector(`[name="${name}"][value="${value}"]`);
  if (!radio || radio.checked) return;
  radio.checked = true;
  radio.dispatchEvent(new Event("change", { bubbles: true }));
}

function say(box, text, isTrouble = false) {
  const place = box.querySelector("[data-for-me-words]");
  place.textContent = text;
  place.classList.toggle("is-bad", isTrouble);
}
