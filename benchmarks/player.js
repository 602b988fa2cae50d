// Beside the music: how far the sound falls behind the clock within a song, and how long it is silent between two.
const heard = { songs: 0, furthest: 0, silence: 0 };
let song = null; // {src, least, last}: its smallest lag, and when it was last heard to go on

setInterval(() => {
  const audio = document.getElementById("audio");
  const [now, at] = [performance.now() / 1000, audio.currentTime];
  if (audio.src !== song?.src) return at && begin(audio, now, at);
  if (at === song.at) return;
  const lag = now - at;
  song.least = Math.min(song.least, lag);
  heard.furthest = Math.max(heard.furthest, lag - song.least);
  Object.assign(song, { at, last: now });
}, 5);

/** The one before was heard until `last`; this one has been heard for `at` seconds already. */
function begin(audio, now, at) {
  if (song) heard.silence = Math.max(heard.silence, now - at - song.last);
  heard.songs += 1;
  song = { src: audio.src, least: now - at, at, last: now };
}

globalThis.heard = heard;
