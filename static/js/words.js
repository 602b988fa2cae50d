// What scripts say, in the reader's language: the page's #words hold it.
export const words = () => document.getElementById("words")?.dataset ?? {};

/** 187.3 → 3:07; nothing → –:––, as the server writes it. */
export function clock(seconds) {
  if (!Number.isFinite(seconds)) return "–:––";
  const whole = Math.floor(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, String(whole % 60).padStart(2, "0")];
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

/** As it is said: 3 minutes 7 seconds, in the reader's language. */
export function spoken(seconds) {
  if (!Number.isFinite(seconds)) return "";
  const whole = Math.floor(seconds);
  const parts = [[Math.floor(whole / 60), "minute"], [whole % 60, "second"]].filter(([number]) => number);
  const say = ([number, unit]) => number.toLocaleString(document.documentElement.lang, { style: "unit", unit, unitDisplay: "long" });
  return parts.map(say).join(" ");
}

export const position = (now, length) =>
  (words().position ?? "{now}").replace("{now}", clock(now)).replace("{length}", clock(length));
