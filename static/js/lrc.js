// Words and times as a text, in the form of enhanced LRC: what the server reads and writes in media/timing.py.
//   a line is {heading} or {start, end, words: [{text, start}]}; times in seconds, null where none is known
const STAMP = /^\s*\[(\d{1,3}):(\d{1,2}(?:[.:]\d{1,3})?)\]/;
const BEGINS = /<(\d{1,3}):(\d{1,2}(?:[.:]\d{1,3})?)>/;
const HEADING = /^\[([^[\]]{1,200})\]$/;

const seconds = ([, minutes, rest]) => Number(minutes) * 60 + Number(rest.replace(":", "."));

export const parse = (text) => text.split("\n").map(parseLine).filter(Boolean);

function parseLine(written) {
  const stamp = STAMP.exec(written);
  const text = written.slice(stamp?.[0].length ?? 0).trim();
  if (!stamp && HEADING.test(text)) return { heading: HEADING.exec(text)[1] };
  if (!text) return null;
  const start = stamp ? seconds(stamp) : null;
  const { words, end } = parseWords(text);
  if (words.length && words[0].start === null) words[0].start = start;
  return words.length ? { start: start ?? words[0].start, end, words } : null;
}

function parseWords(text) {
  const [first, ...rest] = text.split(new RegExp(BEGINS.source)); // text, minutes, seconds, text, …
  const words = split(first);
  let end = null;
  for (let place = 0; place < rest.length; place += 3) {
    const start = seconds(["", rest[place], rest[place + 1]]);
    const part = split(rest[place + 2]);
    if (part.length) part[0].start = start;
    else end = start;
    words.push(...part);
  }
  return { words, end };
}

const SIGN = "\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}"; // written without blanks
const WORD = new RegExp(`[${SIGN}]\\s?|[^\\s${SIGN}]+\\s?`, "gu");

/** A word has the blank behind it, where there is one. */
export const split = (text) => (text.match(WORD) ?? []).map((word) => ({ text: word, start: null }));

export const textOf = (line) => line.words.map(({ text }) => text).join("").trim();

export function write(lines) {
  return lines.map((line) => {
    if (line.heading) return `[${line.heading}]`;
    if (line.start === null) return textOf(line);
    const words = line.words.map(({ text, start }, place) => (start === null || !place ? "" : `<${stamp(start)}>`) + text).join("").trim();
    return `[${stamp(line.start)}]${words}${line.end === null ? "" : ` <${stamp(line.end)}>`}`;
  }).join("\n");
}

/** 72.456 → 01:12.46 */
export function stamp(time) {
  const hundredths = Math.round(time * 100);
  const two = (number) => String(number).padStart(2, "0");
  return `${two(Math.floor(hundredths / 6000))}:${two(Math.floor(hundredths / 100) % 60)}.${two(hundredths % 100)}`;
}

/** What a person types as a time; null where it is none. */
export function moment(typed) {
  const found = /^\s*(?:(\d{1,3}):)?(\d{1,5}(?:[.,]\d*)?)\s*$/.exec(typed);
  return found ? Number(found[1] ?? 0) * 60 + Number(found[2].replace(",", ".")) : null;
}
