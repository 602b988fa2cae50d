// Menus: rows fetch theirs when it opens; every menu closes by Escape, by a press elsewhere, or when it was used.
import { say } from "./toasts.js";
import { SONG } from "./songs.js";

export function start() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-more]");
    if (opener && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation(); // before htmx takes it for a link
    }
    closeOthers(event.target);
    if (opener) open(opener);
  }, true);
  document.addEventListener("keydown", keys);
  document.addEventListener("htmx:afterRequest", ({ detail: { elt, successful } }) => {
    if (successful && elt.matches(".menu [data-closes]")) close(elt.closest(".menu"));
  });
}

export function init(root) {
  root.querySelectorAll("[data-more]").forEach((link) => {
    link.setAttribute("role", "button");
    link.setAttribute("aria-expanded", "false");
  });
}

async function open(opener) {
  const menu = opener.parentElement;
  if (menu.querySelector(".menu-list")) return close(menu);
  const list = document.createElement("div");
  list.className = "menu-list";
  list.setAttribute("role", "group");
  list.ariaLabel = opener.ariaLabel;
  opener.setAttribute("aria-expanded", "true");
  try {
    const { track, page = `/tracks/${track}/` } = opener.closest(SONG).dataset;
    const answer = await fetch(`${page}menu/`);
    if (!answer.ok || answer.redirected) throw new Error("no menu");
    list.innerHTML = await answer.text();
  } catch {
    opener.setAttribute("aria-expanded", "false");
    return say("failed");
  }
  menu.append(list);
  menu.closest(".few")?.toggleAttribute("data-menu", true); // what it is in shows what hangs out of it
  globalThis.htmx.process(list);
  place(list, opener);
  list.querySelector("a, button")?.focus({ preventScroll: true });
}

/** Above its button where there is more room than below; no longer than the room there is, and scrolled then. */
function place(list, opener) {
  const floor = document.getElementById("player").getBoundingClientRect().top;
  const { bottom, top } = opener.getBoundingClientRect();
  const [below, above] = [floor - bottom - 12, top - 12];
  const goesUp = list.offsetHeight > below && above > below;
  list.toggleAttribute("data-up", goesUp);
  list.style.maxBlockSize = `${Math.max(160, goesUp ? above : below)}px`;
}

function close(menu) {
  menu.querySelector("[data-more]")?.setAttribute("aria-expanded", "false");
  const list = menu.querySelector(".menu-list:not(details > *)");
  if (!list) return;
  list.remove();
  menu.closest(".few")?.toggleAttribute("data-menu", false);
}

function closeOthers(target) {
  document.querySelectorAll(".menu").forEach((menu) => {
    const isInside = menu.contains(target);
    if (menu.matches("details")) menu.open &&= isInside;
    else if (!isInside) close(menu);
  });
}

function keys(event) {
  const menu = event.target.closest?.(".menu");
  if (!menu?.querySelector(".menu-list")) return;
  if (event.key === "Escape") {
    event.preventDefault();
    menu.querySelector("[data-more], summary").focus();
    if (menu.matches("details")) menu.open = false;
    else close(menu);
  }
  if (["ArrowDown", "ArrowUp"].includes(event.key) && !event.target.matches("select, input")) walk(event, menu);
}

function walk(event, menu) {
  const items = [...menu.querySelectorAll(".menu-list :is(a, button)")];
  if (!items.length) return;
  event.preventDefault();
  const by = event.key === "ArrowDown" ? 1 : -1;
  items.at((items.indexOf(document.activeElement) + by) % items.length).focus();
}
