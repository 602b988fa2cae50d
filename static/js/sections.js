// The parts of a song on the large waveform of its page, and a tick for each line that is sung: from its timed words.
const NS = "http://www.w3.org/2000/svg";
const ROOM = 9; // per cent of the width that a name needs
const LINE = "button[data-from]";

export function init(page) {
  const words = document.querySelector("#lyrics[data-of]");
  const wave = page.querySelector("svg.wave[data-head]");
  const length = Number(page.dataset.length);
  if (!wave || !words || !length) return;
  const place = (button) => (100 * Number(button.dataset.from)) / length;
  const group = document.createElementNS(NS, "g");
  for (const line of words.querySelectorAll(LINE)) group.append(stroke(place(line), "88%", "tick"));
  let free = 0;
  for (const heading of words.querySelectorAll("h3")) {
    const first = nextLine(heading);
    if (!first) continue;
    const at = place(first);
    group.append(stroke(at, "0", "mark"));
    if (at >= free && at <= 100 - ROOM) group.append(name(heading.textContent, at));
    free = Math.max(free, at + ROOM);
  }
  wave.querySelector(":scope > g")?.remove();
  wave.append(group);
}

/** The line that its part begins with; none, where the next part begins before anybody sings. */
function nextLine(heading) {
  const next = heading.nextElementSibling;
  return next?.matches(LINE) ? next : null;
}

function stroke(at, from, kind) {
  const line = document.createElementNS(NS, "line");
  const x = `${at.toFixed(2)}%`;
  for (const [key, value] of Object.entries({ x1: x, x2: x, y1: from, y2: "100%", class: kind })) line.setAttribute(key, value);
  return line;
}

function name(text, at) {
  const label = document.createElementNS(NS, "text");
  label.setAttribute("x", `${at.toFixed(2)}%`);
  label.setAttribute("y", "-6");
  label.textContent = text.length > 14 ? `${text.slice(0, 13)}…` : text;
  return label;
}
