// Words timed by tapping along. The text field is what is saved; the rows show it, and write every change back to it.
import { moment, parse, split, stamp, textOf, write } from "./lrc.js";
import * as player from "./player.js";
import { elementsOf, read } from "./songs.js";
import { touch } from "./unsaved.js";

const RUN_UP = 2; // seconds heard before what is tapped again
const STEP = 0.1;
const FIELDS = "textarea, select, input:not([type=range], [type=radio])";
const PRESSED = "a, summary, button:not([data-tap])";
let taps = null; // of the page that is here

export function init(form) {
  taps = new Taps(form);
}

document.addEventListener("keydown", (event) => taps?.form.isConnected && taps.key(event), true);
player.changes.addEventListener("time", () => taps?.form.isConnected && taps.showNow());
player.changes.addEventListener("state", () => taps?.form.isConnected && taps.showNext());

class Taps {
  constructor(form) {
    this.form = form;
    this.song = form.querySelector("[data-track]");
    this.field = form.querySelector("textarea");
    this.list = form.querySelector(".taps");
    this.isText = false;
    this.place = 0; // the line that the next tap times
    this.word = 0; // and the word of it
    this.show();
    form.addEventListener("click", (event) => this.press(event));
    form.addEventListener("change", (event) => this.change(event));
    this.list.addEventListener("focusin", ({ target }) => this.choose(this.placeOf(target)));
    const tap = form.querySelector("[data-tap]");
    tap.addEventListener("pointerdown", (event) => event.isPrimary && event.button === 0 && this.tap());
  }

  get byWord() {
    return this.form.querySelector("[name=unit][value=word]").checked;
  }

  get sung() {
    return this.lines.filter((line) => line.words);
  }

  // Showing

  show() {
    this.lines = parse(this.field.value);
    const isEmpty = !this.sung.length;
    this.form.querySelector("[data-taps-rows]").hidden = this.isText || isEmpty;
    this.form.querySelector("[data-taps-text]").hidden = !this.isText && !isEmpty && !this.form.querySelector("[aria-invalid=true]");
    this.form.querySelector("[data-taps-as-text]").hidden = isEmpty;
    const shape = document.getElementById("tap-shape").content.firstElementChild;
    this.list.replaceChildren(...this.lines.map((line) => (line.heading ? heading(line) : shape.cloneNode(true))));
    this.rows = [...this.list.querySelectorAll(".tap")];
    this.sung.forEach((line, place) => {
      const input = this.rows[place].querySelector("[data-line]");
      input.value = textOf(line);
      input.setAttribute("aria-label", `${input.getAttribute("aria-label")} ${place + 1}`);
    });
    const first = this.sung.findIndex(({ start }) => start === null);
    this.place = Math.min(Math.max(first, 0), this.rows.length - 1);
    this.word = 0;
    this.showTimes();
  }

  showTimes() {
    this.sung.forEach((line, place) => {
      const time = this.rows[place].querySelector("[data-time]");
      if (time !== document.activeElement) time.value = line.start === null ? "" : stamp(line.start);
    });
    this.showNext();
    this.showNow();
  }

  showNext() {
    this.rows.forEach((row, place) => {
      if (place === this.place) row.setAttribute("aria-current", "step");
      else row.removeAttribute("aria-current");
      row.querySelector(".tap-words").replaceChildren(...(place === this.place && this.byWord ? this.wordsOf(place) : []));
    });
    const line = this.sung[this.place];
    const next = line && (this.byWord ? line.words[this.word]?.text.trim() : textOf(line));
    const place = this.form.querySelector("[data-tap-words]");
    place.textContent = (this.isHere && player.isPlaying() ? next : null) ?? place.dataset.first;
  }

  wordsOf(place) {
    return this.sung[place].words.map(({ text, start }, number) => {
      const word = document.createElement("span");
      word.textContent = text;
      word.classList.toggle("begun", start !== null);
      if (number === this.word) word.dataset.now = "";
      return word;
    });
  }

  showNow() {
    const now = this.isHere ? player.now() : -1;
    const here = this.sung.findLastIndex(({ start }) => start !== null && start <= now);
    this.rows.forEach((row, place) => row.classList.toggle("is-sung", place === here));
  }

  // Tapping

  get isHere() {
    return player.current()?.uuid === this.song.dataset.track;
  }

  tap() {
    if (!this.isHere || !player.isPlaying()) return this.hear(this.timeBefore());
    const line = this.sung[this.place];
    if (!line) return;
    if (this.byWord && this.word) this.timeWord(line, player.now());
    else this.move(this.place, player.now());
    if (this.byWord && !this.word) line.words.slice(1).forEach((word) => (word.start = null));
    this.goOn(line);
    this.changed();
  }

  goOn(line) {
    if (this.byWord && this.word + 1 < line.words.length) this.word += 1;
    else if (this.place + 1 < this.rows.length) this.choose(this.place + 1);
  }

  timeWord(line, now) {
    line.words[this.word].start = Math.max(now, line.start ?? 0);
    line.words.slice(this.word + 1).forEach((word) => (word.start = null));
    if (line.end !== null && line.end < now) line.end = null;
    this.clearFollowing(this.place, now);
  }

  back() {
    if (this.byWord && this.word) this.word -= 1;
    else if (this.place) this.choose(this.place - 1);
    const start = this.sung[this.place].words[this.word].start ?? this.sung[this.place].start;
    if (start !== null && this.isHere) player.seek(start - RUN_UP);
    this.showNext();
  }

  /** Where to begin hearing, so that the chosen line comes in a moment. */
  timeBefore() {
    const before = this.sung.slice(0, this.place + 1).findLast(({ start }) => start !== null);
    return Math.max((before?.start ?? 0) - RUN_UP, 0);
  }

  hear(at) {
    const [element] = elementsOf(this.song.dataset.track);
    player.play(read(element), at);
  }

  /** A line begins at `time` now; its words go with it, and its neighbours make room. */
  move(place, time) {
    const line = this.sung[place];
    const by = line.start === null ? null : time - line.start;
    line.start = time;
    line.words.forEach((word, number) => (word.start = number && (by === null || word.start === null) ? null : number ? word.start + by : time));
    line.end = line.end === null || by === null ? null : line.end + by;
    this.clearBefore(place, time);
    this.clearFollowing(place, Math.max(time, ...line.words.map((word) => word.start ?? 0)));
  }

  clearBefore(place, time) {
    const earlier = this.sung.slice(0, place);
    for (const line of earlier) {
      line.words.forEach((word, number) => number && word.start > time && (word.start = null));
      if (line.end > time) line.end = null;
      if (line.start > time) Object.assign(line, { start: null }).words[0].start = null;
    }
  }

  clearFollowing(place, time) {
    for (const line of this.sung.slice(place + 1)) {
      if (line.start === null || line.start > time) continue;
      Object.assign(line, { start: null, end: null });
      line.words.forEach((word) => (word.start = null));
    }
  }

  nudge(by) {
    const { start } = this.sung[this.place];
    if (start === null) return;
    const [before, after] = [this.sung[this.place - 1]?.start ?? 0, this.sung[this.place + 1]?.start ?? Infinity];
    this.move(this.place, Math.min(Math.max(start + by, before, 0), after));
    this.changed();
  }

  // Hands and keys

  choose(place) {
    if (place < 0 || place === this.place || !this.rows[place]) return;
    this.place = place;
    this.word = 0;
    this.rows[place].scrollIntoView({ block: "nearest" });
    this.showNext();
  }

  placeOf(target) {
    return this.rows.indexOf(target.closest(".tap"));
  }

  press({ target, detail }) {
    const row = this.placeOf(target);
    if (row >= 0) this.choose(row);
    if (target.closest("[data-hear]")) this.hear(this.timeBefore() + RUN_UP);
    else if (target.closest("[data-tap]")) !detail && this.tap(); // a pointer has tapped when it went down
    else if (target.closest("[data-tap-back]")) this.back();
    else if (target.closest("[data-taps-as-text]")) this.toggleText();
  }

  toggleText() {
    this.isText = !this.isText;
    this.show();
  }

  change({ target }) {
    if (target === this.field) this.lines = parse(this.field.value);
    if (target.name === "unit") return (this.word = 0), this.showNext();
    const place = this.placeOf(target);
    if (place < 0) return;
    if (target.matches("[data-time]")) this.retime(place, target);
    if (target.matches("[data-line]")) this.rewrite(place, target.value);
    this.changed();
  }

  retime(place, field) {
    const time = moment(field.value);
    if (time !== null) this.move(place, time);
    else if (!field.value.trim()) this.forget(place);
    field.value = this.sung[place].start === null ? "" : stamp(this.sung[place].start);
  }

  forget(place) {
    Object.assign(this.sung[place], { start: null, end: null }).words.forEach((word) => (word.start = null));
  }

  /** Words that stay where they are keep their times. */
  rewrite(place, text) {
    const line = this.sung[place];
    const words = split(text);
    if (!words.length) return void (this.lines = this.lines.filter((other) => other !== line)), this.changed(), this.show();
    words.forEach((word, number) => {
      const before = line.words[number];
      if (before?.text.trim() === word.text.trim() || !number) word.start = before?.start ?? line.start;
    });
    line.words = words;
  }

  changed() {
    this.field.value = write(this.lines);
    touch(this.form);
    this.showTimes();
  }

  key(event) {
    const { key, target } = event;
    if (this.isText || event.ctrlKey || event.metaKey || event.altKey || target.matches?.(FIELDS)) return;
    const isArrow = key.startsWith("Arrow");
    if (target.closest?.(isArrow ? "input" : key === "Backspace" ? "none" : PRESSED)) return;
    const by = event.shiftKey ? STEP * 10 : STEP;
    const deed = {
      " ": () => event.repeat || this.tap(),
      Backspace: () => this.back(),
      ArrowUp: () => this.choose(this.place - 1),
      ArrowDown: () => this.choose(this.place + 1),
      ArrowLeft: () => this.nudge(-by),
      ArrowRight: () => this.nudge(by),
      Enter: () => this.hear(this.timeBefore() + RUN_UP),
    }[key];
    if (!deed) return;
    event.preventDefault();
    deed();
  }
}

function heading({ heading }) {
  const item = document.createElement("li");
  item.className = "tap-part";
  item.textContent = heading;
  return item;
}
