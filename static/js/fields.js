// Live help in forms: how much room a text has left, and faders that move a number.

export function init(root) {
  root.querySelectorAll("[data-counts]").forEach(watchText);
  root.querySelectorAll("[data-moves]").forEach(watchFader);
}

/** As the provider counts: code points, a newline as one. */
const lengthOf = (text) => [...text.replace(/\r\n?/g, "\n")].length;

const figure = (number) => number.toLocaleString(document.documentElement.lang);
const fill = (words, numbers) => words.replace(/\{(\w+)\}/g, (_all, name) => figure(numbers[name]));

function watchText(counter) {
  const field = document.getElementById(counter.dataset.counts);
  if (!field) return;
  field.addEventListener("input", () => count(counter));
  count(counter);
}

/** Shown when less than a tenth is left; called again when another version brings another limit. */
export function count(counter) {
  const field = document.getElementById(counter.dataset.counts);
  const limit = Number(counter.dataset.limit);
  const left = limit - lengthOf(field.value);
  counter.toggleAttribute("data-near", Boolean(limit) && left < limit / 10);
  counter.toggleAttribute("data-over", Boolean(limit) && left < 0);
  const { over, left: some } = counter.dataset;
  counter.textContent = !counter.hasAttribute("data-near") ? "" : left < 0 ? fill(over, { over: -left }) : fill(some, { left, limit });
}

function watchFader(fader) {
  const number = document.getElementById(fader.dataset.moves);
  const words = fader.closest(".field").querySelector("[data-fader-words]");
  const show = () => {
    fader.value = number.value || (Number(fader.min) + Number(fader.max)) / 2;
    fader.toggleAttribute("data-unset", !number.value);
    words.textContent = say(number);
  };
  fader.hidden = false;
  fader.addEventListener("input", () => {
    number.value = fader.value;
    number.dispatchEvent(new Event("input", { bubbles: true }));
  });
  number.addEventListener("input", show);
  show();
}

function say(number) {
  if (!number.value) return "";
  if (number.dataset.fader !== "time") return `${Math.round(number.value * 100)} %`;
  return `${Math.floor(number.value / 60)}:${String(number.value % 60).padStart(2, "0")}`;
}
