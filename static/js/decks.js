// Two decks, each with an <audio>, that change places: one sounds, in the other the next song waits. #audio is always
// the one that sounds; both do only while one fades into the other.
import { gainOf, sound } from "./sound.js";

const TICK = 40; // ms between two steps of a fade
let here = null; // {audio, song, fade: 0 to 1, amplifier}
let other = null;
let [level, isMuted] = [1, false];
let context = null;
let fading = 0;

export const current = () => here?.audio;
export const volume = () => ({ level, isMuted });

export function start() {
  const audio = document.getElementById("audio");
  if (!audio) return;
  [here, other] = [deck(audio), deck(fresh("audio-next"))];
}

const deck = (audio) => ({ audio, song: null, fade: 1, amplifier: null });

function fresh(id) {
  const audio = Object.assign(document.createElement("audio"), { id, preload: "auto" });
  document.getElementById("player").append(audio);
  return audio;
}

/** What happens to the one that sounds; `run` hears nothing of the other. */
export function listen(names, run) {
  const hear = (event) => event.target === here.audio && run(event);
  names.forEach((name) => document.getElementById("player").addEventListener(name, hear, true));
}

export function load(song) {
  hush();
  put(here, song);
}

/** Fetch the song that comes next; asked again, it goes on. */
export function prepare(song) {
  if (!fading && !holds(song)) put(other, song);
}

const holds = ({ uuid, heard }) => other.song?.uuid === uuid && other.song.heard === heard;
export const isReady = (song) => holds(song) && other.audio.readyState > 2;

/** The song that waits sounds, and what sounded fades away in as many seconds. */
export function change(seconds) {
  hush();
  const gone = here;
  [here, other] = [other, here];
  [gone.audio.id, here.audio.id] = ["audio-next", "audio"];
  if (here.audio.currentTime) here.audio.currentTime = 0; // it played before
  if (seconds) fade(seconds, (part) => ([gone.fade, here.fade] = [Math.cos(part), Math.sin(part)]), () => gone.audio.pause());
}

/** Softer and softer; `then` at the end. */
export function fadeAway(seconds, then) {
  hush();
  fade(seconds, (part) => (here.fade = Math.cos(part)), then);
}

function fade(seconds, step, then) {
  const began = performance.now();
  const tick = () => {
    const part = (performance.now() - began) / 1000 / seconds;
    step((Math.min(part, 1) * Math.PI) / 2); // as loud together as each alone
    tune();
    if (part >= 1) (then(), hush());
  };
  fading = setInterval(tick, TICK);
  tick();
}

/** Nothing fades any more, and only one deck sounds. */
export function hush() {
  if (!other) return;
  clearInterval(fading);
  fading = 0;
  if (!other.audio.ended) other.audio.pause();
  here.fade = other.fade = 1;
  tune();
}

export function setVolume(to, isOff) {
  [level, isMuted] = [Math.min(Math.max(to, 0), 1), isOff];
  tune();
}

/** Its loudness may be known by now. */
export function learn(song) {
  here.song = song;
  apply(here);
}

export const tune = () => [here, other].forEach(apply);

function put(deck, song) {
  if (deck.amplifier && !isOurs(song.heard)) replace(deck);
  deck.song = song;
  deck.audio.src = song.heard;
  apply(deck);
}

const isOurs = (src) => new URL(src, location.href).origin === location.origin;

/** An amplifier hears nothing of what comes from elsewhere, and an element cannot get rid of its own. */
function replace(deck) {
  const { id } = deck.audio;
  deck.audio.removeAttribute("src");
  deck.audio.remove();
  Object.assign(deck, { audio: fresh(id), amplifier: null });
}

function apply(deck) {
  const { audio, song } = deck;
  const gain = gainOf(song);
  const amplifier = amplifierOf(deck, level * gain);
  audio.muted = isMuted;
  audio.volume = Math.min(level * deck.fade * (amplifier ? 1 : gain), 1);
  if (amplifier) amplifier.gain.value = gain;
  audio.defaultPlaybackRate = audio.playbackRate = sound().speed;
}

/** Only for a soft song that is to be louder than an element can be: most songs do without. */
function amplifierOf(deck, wanted) {
  if (deck.amplifier || wanted <= 1 || !deck.song || !isOurs(deck.song.heard)) return deck.amplifier;
  if (navigator.userActivation?.hasBeenActive === false) return null; // silent, until somebody presses something
  context ??= new AudioContext();
  if (context.state !== "running") {
    context.resume().then(() => context.state === "running" && tune());
    return null;
  }
  deck.amplifier = context.createGain();
  context.createMediaElementSource(deck.audio).connect(deck.amplifier).connect(context.destination);
  return deck.amplifier;
}

/** A system may have put the amplifiers to sleep. */
export const wake = () => context?.state === "suspended" && context.resume();
