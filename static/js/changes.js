// The words of a song of which a part is made anew: they follow the part that is chosen, and what changes is marked.

const AROUND = 1; // lines that stay, beside those that were changed

export function init(root) {
  const forms = root.matches?.("#paid-form") ? [root] : root.querySelectorAll("#paid-form");
  forms.forEach((form) => form.querySelector("#words-before") && begin(form));
}

function begin(form) {
  const before = JSON.parse(form.querySelector("#words-before").textContent);
  const { full_lyrics: whole, prompt } = form.elements;
  const words = { before, whole, prompt, sung: "", place: 0, filled: "", woven: before };
  whole.addEventListener("input", () => show(form, before, whole.value));
  prompt.addEventListener("input", () => weave(words));
  form.addEventListener("studio:part", (event) => fill(words, event.detail));
  show(form, before, whole.value);
}

// They follow the part

/** The words of the chosen lines, until a person writes their own. */
function fill(words, lines) {
  const isOwn = words.prompt.value && words.prompt.value !== words.filled;
  if (isOwn || !lines.length) return;
  words.sung = lines.map(textOf).join("\n");
  words.place = [...lines[0].parentElement.querySelectorAll("button")].indexOf(lines[0]);
  words.filled = words.sung;
  write(words.prompt, words.sung);
}

function textOf(line) {
  const heading = line.previousElementSibling?.matches("h3") ? `[${line.previousElementSibling.textContent}]\n` : "";
  return heading + line.textContent.trim();
}

/** What is written for the part takes its place in the whole, until a person writes there too. */
function weave(words) {
  if (!words.sung || words.whole.value.trim() !== words.woven.trim()) return;
  words.woven = woven(words);
  write(words.whole, words.woven);
}

function write(field, text) {
  if (field.value === text) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

const isMark = (line) => /^\[.*\]$/.test(line);
const key = (line) => line.trim().toLowerCase();

/** The song's words with those of the part replaced; as they were, where they are not found. */
function woven({ before, sung, place, prompt }) {
  const lines = before.split("\n");
  const told = lines.map((line, at) => ({ line: key(line), at })).filter(({ line }) => line && !isMark(line));
  const wanted = sung.split("\n").map(key).filter((line) => line && !isMark(line));
  const found = told.flatMap((_line, from) => (wanted.every((line, by) => told[from + by]?.line === line) ? [from] : []));
  if (!found.length) return before;
  const [from] = found.sort((one, other) => Math.abs(one - place) - Math.abs(other - place)); // a chorus comes twice
  let start = told[from].at;
  if (isMark(sung.split("\n")[0].trim()) && isMark((lines[start - 1] ?? "").trim())) start -= 1;
  const stop = told[from + wanted.length - 1].at + 1;
  return [...lines.slice(0, start), ...prompt.value.split("\n"), ...lines.slice(stop)].join("\n");
}

// What changes

function show(form, before, after) {
  const list = form.querySelector("[data-changes]");
  if (!list) return;
  const told = shortened(changes(linesOf(before), linesOf(after)));
  list.replaceChildren(...told.map((change) => item(change, list.dataset)));
  form.querySelector("[data-unchanged]").hidden = told.length > 0;
}

const linesOf = (text) => text.trim().split("\n").map((line) => line.trimEnd());

/** Lines that are gone, new or the same, by their longest common row. */
function changes(old, now) {
  const rest = longest(old, now);
  const told = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && old[i] === now[j]) told.push({ kind: "same", text: old[i++] }), j++;
    else if (j >= now.length || (i < old.length && rest[i + 1][j] >= rest[i][j + 1])) told.push({ kind: "gone", text: old[i++] });
    else told.push({ kind: "new", text: now[j++] });
  }
  return told;
}

/** How many lines the ends of both have in common, from each pair of places on. */
function longest(old, now) {
  const rest = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      rest[i][j] = old[i] === now[j] ? rest[i + 1][j + 1] + 1 : Math.max(rest[i + 1][j], rest[i][j + 1]);
    }
  }
  return rest;
}

function shortened(told) {
  const isNear = (place) => told.slice(Math.max(place - AROUND, 0), place + AROUND + 1).some(({ kind }) => kind !== "same");
  if (!told.some(({ kind }) => kind !== "same")) return [];
  const shown = told.map((change, place) => (isNear(place) ? change : { kind: "skipped", text: "⋯" }));
  return shown.filter(({ kind }, place) => kind !== "skipped" || shown[place - 1]?.kind !== "skipped");
}

function item({ kind, text }, said) {
  const made = document.createElement("li");
  made.className = kind;
  if (!(kind in said)) return made.append(text), made;
  const word = Object.assign(document.createElement("span"), { className: "hide", textContent: `${said[kind]} ` });
  made.append(word, Object.assign(document.createElement(kind === "gone" ? "del" : "ins"), { textContent: text }));
  return made;
}
