// How songs sound here: what a person chose, kept in this browser. "sound" says that it changed.
import { recall, remember } from "./memory.js";
import { tell } from "./queue.js";

const TARGET = -16; // LUFS at which every song plays
const SILENT = -70; // LUFS: nothing was measured
const PLAIN = { isEven: true, preamp: 0, fade: 0, speed: 1 };
let chosen = null;

export const sound = () => (chosen ??= { ...PLAIN, ...recall("sound") });

export function choose(name, value) {
  chosen = { ...sound(), [name]: value };
  remember("sound", chosen);
  tell("sound");
}

/** By how much a song is made louder or softer, as a factor: never so much that it clips. */
export function gainOf(song) {
  if (song?.gain) return song.gain; // a blind comparison evens out its own, whatever is chosen here
  const { isEven, preamp } = sound();
  if (!isEven) return 1;
  const [loudness, peak] = (song?.loud ?? "").split(" ").map(Number);
  const isKnown = loudness > SILENT && Number.isFinite(peak);
  const decibels = isKnown ? Math.min(TARGET + preamp - loudness, -peak) : Math.min(preamp, 0);
  return 10 ** (decibels / 20);
}
