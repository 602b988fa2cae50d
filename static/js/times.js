// Moments in words and in the reader's own time zone; the server wrote them in its own.
import { words } from "./words.js";

/** The page's language, in the manner of the reader's country where the browser names one. */
function language() {
  const page = document.documentElement.lang || "en";
  return navigator.languages.find((wanted) => wanted.split("-")[0] === page.split("-")[0]) ?? page;
}

const MINUTE = 60_000;

/** Making a format takes far longer than using it, and a page has fifty moments. */
const formats = new Map(); // what it is made of → it
function format(kind, options) {
  const made = JSON.stringify([kind, language(), options]);
  if (!formats.has(made)) formats.set(made, new Intl[kind](language(), options));
  return formats.get(made);
}

const write = (moment, options) => format("DateTimeFormat", options).format(moment);

export function init(root) {
  root.querySelectorAll("time[datetime]").forEach(show);
}

export function start() {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone; // for what the server writes: Today, Yesterday
  document.cookie = `time_zone=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
  setInterval(() => document.querySelectorAll("#main time[data-fresh]").forEach(show), 30_000);
}

function show(time) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const age = Date.now() - moment;
  time.toggleAttribute("data-fresh", age < 60 * MINUTE);
  time.title = write(moment, { dateStyle: "long", timeStyle: "short" });
  time.textContent = say(moment, age, time.hasAttribute("data-long"));
}

function say(moment, age, isLong) {
  const style = isLong ? "long" : "narrow";
  if (age < MINUTE) return words().justNow ?? "";
  if (age < 60 * MINUTE) return ago(-Math.floor(age / MINUTE), "minute", isLong ? "long" : "short");
  if (isLong && age < 24 * 60 * MINUTE) return ago(-Math.floor(age / MINUTE / 60), "hour", style);
  if (isLong) return write(moment, { dateStyle: "long", timeStyle: "short" });
  const days = daysAgo(moment);
  if (days > 6) return write(moment, { day: "numeric", month: "short", year: "numeric" });
  const hour = write(moment, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  return days ? `${write(moment, { weekday: "short" })} ${hour}` : hour;
}

const ago = (count, unit, style) => format("RelativeTimeFormat", { style, numeric: "always" }).format(count, unit);

const daysAgo = (moment) => Math.round((new Date().setHours(0, 0, 0, 0) - new Date(moment).setHours(0, 0, 0, 0)) / 86_400_000);
