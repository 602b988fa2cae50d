// The microphone: level, time, stop, listen, keep or discard. What is kept leaves as `studio:recorded` with a File;
// until then it is nowhere but in this page. The element's `data-facts` (JSON) goes along.
import * as player from "./player.js";
import { draw, played } from "./waves.js";
import { clock } from "./words.js";

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const KINDS = ["audio/webm;codecs=opus", "audio/mp4", "audio/ogg;codecs=opus"];
const BITS = 192_000;
const BARS = 96; // of the picture: the last ten seconds while it is recorded, all of it afterwards
const TICK = 100; // ms
const HEARD = 0.01; // of 1: what a muted microphone stays below
const MUSIC = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
let open = null; // the one that records or holds something that is not kept yet

export function start() {
  document.addEventListener("htmx:beforeSwap", ({ detail }) => detail.target.id === "main" && open?.close());
}

export function init(part) {
  if (!part.hidden) return;
  part.hidden = false;
  const recorder = { part, words: part.querySelector("[data-recorder-words]").dataset, levels: [], close: () => clear(recorder) };
  draw(waveOf(recorder), "", BARS);
  part.addEventListener("click", (event) => press(recorder, event.target.closest("[data-recorder-do]")?.dataset.recorderDo));
}

const waveOf = ({ part }) => part.querySelector("[data-recorder-wave]");
const sayTime = ({ part }, seconds) => (part.querySelector("[data-recorder-time]").textContent = clock(seconds));
const say = ({ part, words }, name) => {
  const place = part.querySelector("[data-recorder-say]");
  if (place.textContent !== words[name]) place.textContent = words[name];
};

function press(recorder, deed) {
  ({ record, stop, keep, listen, discard })[deed]?.(recorder);
}

/** Which buttons there are; the focus goes on to the one that takes the place of what was pressed. */
function show(recorder, state, focused = "") {
  const { part } = recorder;
  const shown = { idle: ["record"], asking: [], recording: ["stop"], recorded: ["keep", "listen", "discard"] }[state];
  const hadFocus = part.contains(document.activeElement);
  part.dataset.state = state;
  part.querySelectorAll("[data-recorder-do]").forEach((button) => (button.hidden = !shown.includes(button.dataset.recorderDo)));
  say(recorder, state);
  if (hadFocus || focused) part.querySelector(`[data-recorder-do=${focused || shown[0] || "record"}]`)?.focus();
}

function complain(recorder, name) {
  const place = recorder.part.querySelector("[data-recorder-error]");
  place.hidden = !name;
  place.querySelector("span").textContent = name ? recorder.words[name] : "";
}

async function record(recorder) {
  complain(recorder, "");
  if (!navigator.mediaDevices?.getUserMedia || !globalThis.MediaRecorder) return complain(recorder, "insecure");
  player.pause();
  show(recorder, "asking");
  try {
    recorder.stream = await navigator.mediaDevices.getUserMedia({ audio: MUSIC });
  } catch (error) {
    show(recorder, "idle", "record");
    const names = { NotAllowedError: "refused", SecurityError: "refused", NotFoundError: "missing" };
    return complain(recorder, names[error.name] ?? "busy");
  }
  listenTo(recorder);
  const kind = KINDS.find((each) => MediaRecorder.isTypeSupported(each));
  Object.assign(recorder, { pieces: [], levels: [], begunAt: performance.now(), quietSince: performance.now() });
  recorder.machine = new MediaRecorder(recorder.stream, { mimeType: kind, audioBitsPerSecond: BITS });
  recorder.machine.ondataavailable = ({ data }) => data.size && recorder.pieces.push(data);
  recorder.machine.onstop = () => recorded(recorder);
  recorder.stream.getAudioTracks()[0].onended = () => stop(recorder); // the microphone was unplugged
  recorder.machine.start(1000);
  open = recorder;
  show(recorder, "recording", "stop");
}

/** Ten times a second: how loud it is. */
function listenTo(recorder) {
  recorder.context = new AudioContext();
  const meter = recorder.context.createAnalyser();
  meter.fftSize = 4096;
  recorder.context.createMediaStreamSource(recorder.stream).connect(meter);
  const samples = new Float32Array(meter.fftSize);
  recorder.timer = setInterval(() => {
    meter.getFloatTimeDomainData(samples);
    tick(recorder, Math.max(...samples.map(Math.abs)));
  }, TICK);
}

function tick(recorder, level) {
  if (recorder.part.dataset.state !== "recording") return;
  const now = performance.now();
  recorder.levels.push(level);
  if (level > HEARD) recorder.quietSince = now;
  say(recorder, now - recorder.quietSince > 3000 ? "silent" : "recording");
  draw(waveOf(recorder), barsOf(recorder.levels.slice(-BARS)).padStart(BARS, "A"));
  sayTime(recorder, (now - recorder.begunAt) / 1000);
}

const barsOf = (levels) => levels.map((level) => ALPHABET[Math.min(Math.round(Math.sqrt(level) * 63), 63)]).join("");

function stop(recorder) {
  if (recorder.machine?.state === "recording") recorder.machine.stop();
}

function recorded(recorder) {
  const type = recorder.machine.mimeType;
  recorder.length = (performance.now() - recorder.begunAt) / 1000;
  release(recorder);
  if (!recorder.part.isConnected) return;
  if (!recorder.pieces.length) {
    clear(recorder);
    return complain(recorder, "empty");
  }
  recorder.file = new File(recorder.pieces, nameOf(recorder, type), { type });
  draw(waveOf(recorder), barsOf(recorder.levels), BARS);
  show(recorder, "recorded", "listen");
}

/** The browser shows that it listens for as long as anybody holds the microphone. */
function release(recorder) {
  clearInterval(recorder.timer);
  recorder.stream?.getTracks().forEach((track) => track.stop());
  recorder.context?.close();
  Object.assign(recorder, { stream: null, context: null, machine: null });
}

function nameOf({ words }, type) {
  const now = new Date();
  const two = (number) => String(number).padStart(2, "0");
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  const suffix = type.split(/[/;]/)[1];
  return `${words.name} ${day} ${two(now.getHours())}.${two(now.getMinutes())}.${two(now.getSeconds())}.${suffix}`;
}

function listen(recorder) {
  const { sound } = recorder;
  if (sound && !sound.paused) return sound.pause();
  player.pause();
  if (!sound) {
    recorder.sound = new Audio(URL.createObjectURL(recorder.file));
    recorder.sound.addEventListener("timeupdate", () => follow(recorder));
    recorder.sound.addEventListener("ended", () => follow(recorder));
    for (const name of ["play", "pause", "ended"]) recorder.sound.addEventListener(name, () => showPlaying(recorder));
  }
  return recorder.sound.play();
}

function follow(recorder) {
  const { sound, length } = recorder;
  if (!sound) return; // it was kept or discarded while it played
  played(waveOf(recorder), sound.ended ? 0 : sound.currentTime / length);
  sayTime(recorder, sound.ended ? length : sound.currentTime);
}

function showPlaying({ part, sound }) {
  const use = part.querySelector("[data-recorder-do=listen] use");
  const isPlaying = Boolean(sound && !sound.paused && !sound.ended);
  use.setAttribute("href", use.getAttribute("href").replace(/#.*/, isPlaying ? "#pause" : "#play"));
}

function keep(recorder) {
  const facts = JSON.parse(recorder.part.dataset.facts ?? "{}");
  const { file } = recorder;
  clear(recorder);
  say(recorder, "kept");
  recorder.part.dispatchEvent(new CustomEvent("studio:recorded", { bubbles: true, detail: { file, facts } }));
}

const discard = (recorder) => clear(recorder);

function clear(recorder) {
  if (recorder.machine?.state === "recording") recorder.machine.onstop = null;
  release(recorder);
  recorder.sound?.pause();
  if (recorder.sound) URL.revokeObjectURL(recorder.sound.src);
  Object.assign(recorder, { sound: null, file: null, pieces: [], levels: [] });
  if (open === recorder) open = null;
  showPlaying(recorder);
  draw(waveOf(recorder), "", BARS);
  sayTime(recorder, 0);
  show(recorder, "idle");
}
