// A long list keeps alive what is near: songs far from sight are kept as text, in a place as high as they were.
//   .some: a page of the list, as the server sends it · .few: about five songs of it
import { away, read, SONG } from "./songs.js";

const NEAR = "300px 0px"; // around what is seen
const WIDE = "4000px 0px"; // further away, the few of a page become one
const texts = new WeakMap(); // a few → its HTML
const pages = new WeakMap(); // a page that became one → [{text, songs, height}] of its few
let near = null;
let wide = null;
const seen = new WeakSet(); // pages that are watched

/** The list has grown, or is another one. */
export function watch(rows) {
  near ??= new IntersectionObserver(look, { rootMargin: NEAR });
  wide ??= new IntersectionObserver(lookFurther, { rootMargin: WIDE });
  for (const page of rows.querySelectorAll(":scope > .some")) {
    if (seen.has(page)) continue;
    seen.add(page);
    wide.observe(page);
    page.querySelectorAll(":scope > .few").forEach((few) => near.observe(few));
  }
}

/** All songs are in the page again, for whoever chooses many of them. */
export function bringBack(rows) {
  rows.querySelectorAll(":scope > .some").forEach(unfold);
  wake([...rows.querySelectorAll(".few[data-far]")]);
}

function look(entries) {
  wake(entries.filter((entry) => entry.isIntersecting).map((entry) => entry.target));
  entries.filter((entry) => !entry.isIntersecting).forEach(({ target, boundingClientRect }) => rest(target, boundingClientRect.height));
}

function lookFurther(entries) {
  entries.forEach(({ target, isIntersecting, boundingClientRect }) => (isIntersecting ? unfold(target) : fold(target, boundingClientRect.height)));
}

/** What has the focus, an open menu or a tick stays; so does a list in which songs are chosen. */
const isInUse = (few) => few.closest("[data-picking]") || few.matches(":focus-within") || few.querySelector(".menu-list, :checked");

function rest(few, height) {
  if (!few.isConnected || few.hasAttribute("data-far") || !height || isInUse(few)) return;
  const songs = [...few.querySelectorAll(SONG)];
  away.set(few, songs.map(read));
  songs.forEach((song) => song.classList.remove("playing"));
  few.querySelectorAll("svg.wave").forEach((wave) => wave.replaceChildren());
  texts.set(few, few.innerHTML);
  few.replaceChildren();
  few.style.blockSize = `${height}px`;
  few.toggleAttribute("data-far", true);
}

/** Several at once, so that the page's scripts look at them once. */
function wake(some) {
  const far = some.filter((few) => few.isConnected && few.hasAttribute("data-far"));
  for (const few of far) {
    few.innerHTML = texts.get(few);
    few.removeAttribute("data-far");
    few.style.blockSize = "";
    away.delete(few);
    globalThis.htmx.process(few);
  }
  far[0]?.closest("#rows").dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
}

function fold(page, height) {
  const few = [...page.querySelectorAll(":scope > .few")];
  if (!page.isConnected || !few.length || few.some((one) => !one.hasAttribute("data-far"))) return;
  pages.set(page, few.map((one) => ({ text: texts.get(one), songs: away.get(one), height: one.style.blockSize })));
  away.set(page, few.flatMap((one) => away.get(one)));
  few.forEach((one) => near.unobserve(one));
  page.replaceChildren();
  page.style.blockSize = `${height}px`;
  page.toggleAttribute("data-far", true);
}

function unfold(page) {
  if (!pages.has(page)) return;
  const few = pages.get(page).map(({ text, songs, height }) => {
    const one = document.createElement("div");
    one.className = "few";
    one.toggleAttribute("data-far", true);
    one.style.blockSize = height;
    texts.set(one, text);
    away.set(one, songs);
    return one;
  });
  pages.delete(page);
  away.delete(page);
  page.removeAttribute("data-far");
  page.style.blockSize = "";
  page.replaceChildren(...few);
  few.forEach((one) => near.observe(one));
}
