// The mixing desk: a row for each stem. One sound at a time: it pauses the player, and the player pauses it.
import { isOff } from "./characters.js";
import * as player from "./player.js";
import { Mix } from "./stems.js";
import { played } from "./waves.js";
import { clock, position } from "./words.js";

const JUMP = 5; // seconds
const FIELDS = "textarea, select, input:not([type=range])";
let desk = null; // the one on the page

export async function init(root) {
  if (desk?.root === root) return;
  desk?.close();
  desk = new Desk(root);
  await desk.open();
}

player.changes.addEventListener("state", () => player.isPlaying() && desk?.mix?.isPlaying && desk.mix.pause());
document.addEventListener("keydown", (event) => desk?.root.isConnected && desk.key(event), true);
document.addEventListener("htmx:load", leave);

/** Its page went away: so does its sound. */
function leave() {
  if (!desk || desk.root.isConnected) return;
  desk.close();
  desk = null;
}

class Desk {
  constructor(root) {
    this.root = root;
    this.rows = [...root.querySelectorAll("[data-stem]")];
    this.status = root.querySelector("[data-mix-status]");
    this.at = root.querySelector("[data-mix-at]");
    root.addEventListener("click", (event) => this.press(event));
    root.addEventListener("input", (event) => this.slide(event));
    this.isHeld = false; // the place, by a finger or a pointer: `:active` does not tell of fingers
    root.addEventListener("change", (event) => event.target === this.at && this.letGo());
    for (const name of ["pointerup", "pointercancel"]) this.at?.addEventListener(name, () => (this.isHeld = false)); // where nothing changed
    root.addEventListener("dblclick", ({ target }) => target.matches("[data-level], [data-pan]") && this.put(target, target.defaultValue));
  }

  async open() {
    const told = await Promise.all(this.rows.map((row) => places(row.dataset.places)));
    this.rows = this.rows.filter((row, place) => {
      row.classList.toggle("is-off", !told[place]);
      row.querySelectorAll("button, input").forEach((control) => (control.disabled = !told[place]));
      row.querySelector("[data-cannot]").hidden = Boolean(told[place]);
      return told[place];
    });
    const known = told.filter(Boolean);
    if (!known.length || desk !== this) return;
    this.mix = new Mix(this.rows.map((row, place) => ({ address: row.dataset.src, places: known[place] })));
    this.mix.addEventListener("state", () => this.showState());
    this.mix.addEventListener("trouble", () => this.say(this.root.dataset.trouble));
    this.rows.forEach((row, place) => this.take(row, this.mix.stems[place]));
    this.at.max = this.mix.length.toFixed(1);
    this.root.querySelectorAll("[data-mix]").forEach((button) => (button.disabled = false));
    this.at.disabled = false;
    this.showState();
  }

  close() {
    this.mix?.close();
  }

  /** What the browser kept in the fields over a reload counts. */
  take(row, stem) {
    stem.level = Number(row.querySelector("[data-level]").value);
    stem.pan = Number(row.querySelector("[data-pan]").value);
    this.showStem(row, stem);
  }

  stemOf(row) {
    return this.mix?.stems[this.rows.indexOf(row)];
  }

  // Hands

  press({ target, clientX }) {
    const [button, wave] = [target.closest("button"), target.closest("[data-mix-wave]")];
    if (wave && this.mix) return this.mix.seek(partAt(wave, clientX) * this.mix.length);
    if (!button || !this.mix) return;
    const row = button.closest("[data-stem]");
    if (button.matches("[data-mute]")) this.toggle(row, "isMuted");
    else if (button.matches("[data-solo]")) this.toggle(row, "isAlone");
    else if (button.dataset.mix === "toggle") this.toggleSound();
    else if (button.dataset.mix === "reset") this.reset();
  }

  letGo() {
    this.isHeld = false;
    this.mix?.seek(Number(this.at.value));
  }

  toggleSound() {
    if (this.mix.isPlaying) return this.mix.pause();
    player.pause();
    this.say("");
    return this.mix.play();
  }

  toggle(row, what) {
    const stem = this.stemOf(row);
    if (!stem) return;
    stem[what] = !stem[what];
    this.mix.balance();
    this.rows.forEach((each) => this.showStem(each, this.stemOf(each)));
  }

  slide({ target }) {
    if (!this.mix) return;
    const stem = this.stemOf(target.closest("[data-stem]"));
    if (target === this.at) return this.hold();
    if (target.matches("[data-level]")) stem.level = Number(target.value);
    if (target.matches("[data-pan]")) stem.pan = Number(target.value);
    if (target.matches("[data-master]")) this.mix.level = Number(target.value);
    this.mix.balance();
    if (stem) this.showStem(target.closest("[data-stem]"), stem);
  }

  hold() {
    this.isHeld = true;
    this.showPlace(Number(this.at.value));
  }

  put(range, value) {
    range.value = value;
    range.dispatchEvent(new Event("input", { bubbles: true }));
  }

  reset() {
    this.rows.forEach((row) => {
      Object.assign(this.stemOf(row), { isMuted: false, isAlone: false });
      row.querySelectorAll("input").forEach((range) => this.put(range, range.defaultValue));
    });
    this.put(this.root.querySelector("[data-master]"), 1);
  }

  // Keys

  key(event) {
    const { key, target } = event;
    if (!this.mix || event.ctrlKey || event.metaKey || event.altKey || isOff(event) || target.matches?.(FIELDS)) return;
    if (target.closest?.("#player, #panel, summary") && key !== " ") return;
    const deed = this.deed(key, event.code, event.shiftKey, target);
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  }

  deed(key, code, isShifted, target) {
    const row = target.closest?.("[data-stem]") ?? null;
    const digit = /^Digit([1-9])$/.exec(code)?.[1];
    if (key === " ") return target.closest?.("button:not([data-mix=toggle]), summary, a") ? null : () => this.toggleSound();
    if (digit && this.rows[digit - 1]) return () => this.toggle(this.rows[digit - 1], isShifted ? "isMuted" : "isAlone");
    if (key === "0") return () => this.reset();
    if (row && key.toLowerCase() === "m") return () => this.toggle(row, "isMuted");
    if (row && key.toLowerCase() === "s") return () => this.toggle(row, "isAlone");
    if (target.matches?.("input")) return null;
    if (row && (key === "ArrowUp" || key === "ArrowDown")) return () => this.goTo(row, key === "ArrowUp" ? -1 : 1);
    if (key === "ArrowLeft" || key === "ArrowRight") return () => this.mix.seek(this.mix.now + (key === "ArrowLeft" ? -JUMP : JUMP));
    return null;
  }

  goTo(row, by) {
    const next = this.rows[this.rows.indexOf(row) + by];
    next?.querySelector("[data-solo]").focus();
  }

  // Showing

  say(text) {
    this.status.textContent = text;
  }

  showStem(row, stem) {
    const isAnyAlone = this.mix.stems.some(({ isAlone }) => isAlone);
    row.querySelector("[data-mute]").ariaPressed = String(Boolean(stem.isMuted));
    row.querySelector("[data-solo]").ariaPressed = String(Boolean(stem.isAlone));
    row.classList.toggle("is-silent", Boolean(stem.isMuted || (isAnyAlone && !stem.isAlone)));
    row.querySelector("[data-level]").ariaValueText = `${Math.round(stem.level * 100)} %`;
    const { left, middle, right } = this.root.dataset;
    const part = Math.round(Math.abs(stem.pan) * 100);
    row.querySelector("[data-pan]").ariaValueText = part ? `${stem.pan < 0 ? left : right} ${part}` : middle;
  }

  showState() {
    const button = this.root.querySelector("[data-mix=toggle]");
    const use = button.querySelector("use");
    const { isPlaying } = this.mix;
    use.setAttribute("href", use.getAttribute("href").replace(/#.*/, isPlaying ? "#pause" : "#play"));
    button.ariaLabel = isPlaying ? this.root.dataset.namePause : this.root.dataset.namePlay;
    this.showPlace(this.mix.now);
    if (isPlaying) requestAnimationFrame(() => this.follow());
  }

  follow() {
    if (!this.mix.isPlaying) return;
    if (!this.isHeld) this.showPlace(this.mix.now);
    requestAnimationFrame(() => this.follow());
  }

  showPlace(now) {
    const part = now / this.mix.length;
    this.root.querySelectorAll("svg.wave").forEach((svg) => played(svg, part));
    const told = clock(now);
    const place = this.root.querySelector("[data-mix-now]");
    if (place.textContent !== told) place.textContent = told;
    if (!this.isHeld) this.at.value = now;
    this.at.ariaValueText = position(now, this.mix.length);
  }
}

function partAt(wave, x) {
  const { left, width } = wave.getBoundingClientRect();
  return Math.min(Math.max((x - left) / width, 0), 1);
}

async function places(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}
