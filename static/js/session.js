// The system's own controls: lock screen, headset, media keys.
import * as player from "./player.js";
import { sound } from "./sound.js";

export function start() {
  const session = navigator.mediaSession;
  if (!session) return;
  const deeds = {
    play: () => player.play(),
    pause: player.pause,
    previoustrack: () => player.step(-1),
    nexttrack: () => player.step(1),
    seekto: ({ seekTime }) => player.seek(seekTime),
    seekbackward: ({ seekOffset = 10 }) => player.seek(player.now() - seekOffset),
    seekforward: ({ seekOffset = 10 }) => player.seek(player.now() + seekOffset),
  };
  for (const [name, deed] of Object.entries(deeds)) offer(session, name, deed);
  player.changes.addEventListener("song", () => describe(session));
  player.changes.addEventListener("state", () => (session.playbackState = player.isPlaying() ? "playing" : "paused"));
  for (const name of ["time", "sound"]) player.changes.addEventListener(name, () => place(session));
}

function offer(session, name, deed) {
  try {
    session.setActionHandler(name, deed);
  } catch {
    // This browser does not know that key.
  }
}

function describe(session) {
  const { title, style = "", thumb = "" } = player.current() ?? {};
  if (!title) return;
  const pictures = [[thumb, "96x96"], [thumb.replace("/thumb?", "/cover?"), "1024x1024"]].filter(([src]) => src);
  const artwork = pictures.map(([src, sizes]) => ({ src: new URL(src, location.href).href, sizes }));
  session.metadata = new MediaMetadata({ title, artist: style.slice(0, 80), album: "Suno Studio", artwork });
}

function place(session) {
  const duration = player.length();
  if (!Number.isFinite(duration) || duration <= 0) return;
  session.setPositionState?.({ duration, position: Math.min(player.now(), duration), playbackRate: sound().speed });
}
