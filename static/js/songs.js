// A song as a page shows it: any element with data-track=<uuid>, in a row, a card or on its own page.
//   data-src      where it is heard while it is not on our disk; left out when it is; empty: nowhere yet
//   data-page     its page, where it is no track: a stem's song, an upload
//   data-length   seconds · class hue-N   its colour · data-loud   LUFS and dBTP, once measured
//   data-entry    inside: its place in a list by hand, where a song may stand twice
//   data-rest     of the last song of a part of a long list, or after it: the address at which the next ones are told
//   inside: [data-title] and [data-style] with its words (or attributes of the element itself), an <img> with
//   its cover, svg.wave[data-bars], [data-play] buttons, input[data-seek], [data-at] for the position

export const SONG = "[data-track]";

/** Everything the player has to know of it; plain data, so that it can be kept. */
export function read(element) {
  const { track, src, length, page } = element.dataset;
  return {
    uuid: track,
    src: src ?? `/tracks/${track}/audio`,
    isKept: src === undefined,
    key: element.querySelector("[data-entry]")?.dataset.entry ?? "",
    page: page ?? `/tracks/${track}/`,
    isTrack: page === undefined,
    length: Number(length) || null,
    title: said(element, "title"),
    take: element.previousElementSibling?.matches(SONG) ? said(element, "take") : "",
    style: said(element, "style"),
    thumb: element.querySelector("img")?.getAttribute("src") ?? "",
    loud: element.dataset.loud ?? "",
    bars: element.querySelector("svg.wave[data-bars]")?.dataset.bars ?? "",
    hue: [...element.classList].find((name) => name.startsWith("hue-")) ?? "hue-2",
  };
}

const said = (element, what) =>
  (element.dataset[what] ?? element.querySelector(`[data-${what}]`)?.textContent ?? "").trim();

export const away = new WeakMap(); // an element of a long list, [data-far] → the songs that it stands for

/** What tells a song from others in a row of them: a list by hand may hold it twice. */
export const idOf = (song) => song && (song.key ? `${song.uuid} ${song.key}` : song.uuid);

/** `songs` the page shows, in its order, each once, and only what can be heard; `ends`: of each part of a long list, up to
    how many of these it goes, and the address of those after it. */
export function onPage() {
  const seen = new Map();
  const ends = [];
  for (const element of document.querySelectorAll(`#main :is(${SONG}, [data-far], [data-rest])`)) {
    const songs = element.matches("[data-far]") ? (away.get(element) ?? []) : element.matches(SONG) ? [element] : [];
    for (const song of songs.map((each) => (each.dataset ? read(each) : each))) {
      if (song.src !== "" && !seen.has(idOf(song))) seen.set(idOf(song), song);
    }
    if (element.dataset.rest) ends.push([seen.size, element.dataset.rest]);
  }
  return { songs: [...seen.values()], ends };
}

export const elementsOf = (uuid) => (uuid ? document.querySelectorAll(`[data-track="${CSS.escape(uuid)}"]`) : []);
