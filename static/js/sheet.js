// What only a song's own page knows: its fine waveform, its words, its heart. Asked for once a song.
const kept = new Map();

/** {bars, thumb, cover, lyrics: nodes, heart}, or null where there is no such page, or it could not be read. */
export function sheet({ uuid, isTrack }) {
  if (isTrack === false) return null;
  if (!kept.has(uuid)) kept.set(uuid, ask(uuid));
  if (kept.size > 30) kept.delete(kept.keys().next().value);
  return kept.get(uuid);
}

/** Its page says more by now. */
export const forget = (uuid) => kept.delete(uuid);

async function ask(uuid) {
  try {
    const answer = await fetch(`/tracks/${uuid}/`, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const song = page.querySelector("[data-song-page]");
    if (!answer.ok || !song) throw new Error("not a song's page");
    return {
      bars: song.querySelector("svg.wave").dataset.bars,
      cover: song.querySelector(".cover img")?.getAttribute("src") ?? "",
      lyrics: page.getElementById("lyrics"),
      heart: song.querySelector(".heart"),
    };
  } catch {
    kept.delete(uuid);
    return null;
  }
}
