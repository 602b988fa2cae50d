// What this device keeps for when there is no connection: songs of chosen lists, and what is known of them.
const CACHE = "kept-songs";
const LISTS = "/offline/kept.json"; // no address of the studio: a place in the cache
export const LIMIT = 500 * 1000 * 1000; // bytes

/** {person, lists: [{uuid, name, songs: [{uuid, title, length, size, audio, thumb, mark}]}]} */
export async function kept() {
  const found = await caches.match(LISTS, { cacheName: CACHE });
  return found ? found.json() : { person: null, lists: [] };
}

export const forget = () => caches.delete(CACHE);

const songsOf = (lists) => [...new Map(lists.flatMap(({ songs }) => songs).map((song) => [song.uuid, song])).values()];
export const sizeOf = (lists) => songsOf(lists).reduce((sum, { size }) => sum + size, 0);

/** Song by song, as far as there is room; `tell(done, all)` after each. Answers the list as it is kept. */
export async function keep(person, list, tell) {
  const others = (await kept()).lists.filter(({ uuid }) => uuid !== list.uuid);
  const before = songsOf((await kept()).lists);
  const wanted = { ...list, songs: fitting(others, list.songs) };
  const cache = await caches.open(CACHE);
  const done = [];
  for (const song of wanted.songs) {
    const same = before.find(({ uuid, mark }) => uuid === song.uuid && mark === song.mark);
    if (!same) await fetchInto(cache, song);
    done.push(song);
    await write(cache, person, [...others, { ...list, songs: [...done] }]);
    tell(done.length, wanted.songs.length);
  }
  if (!done.length) await write(cache, person, [...others, { ...list, songs: [] }]);
  await sweep(cache, before);
  return { ...list, songs: done };
}

/** The first songs for which there is room beside those of other lists. */
function fitting(others, songs) {
  const there = new Set(songsOf(others).map(({ uuid }) => uuid));
  let room = LIMIT - sizeOf(others);
  const place = songs.findIndex(({ uuid, size }) => !there.has(uuid) && (room -= size) < 0);
  return place < 0 ? songs : songs.slice(0, place);
}

/** The old one goes first: what the worker has, it would give out instead of asking. */
async function fetchInto(cache, song) {
  for (const address of [song.audio, song.thumb].filter(Boolean)) {
    await cache.delete(address);
    const answer = await fetch(address, { cache: "no-store" });
    if (answer.status === 200) await cache.put(address, answer);
    else if (address === song.audio) throw new Error(`${answer.status}`);
  }
}

const write = (cache, person, lists) => cache.put(LISTS, Response.json({ person, lists }));

export async function drop(uuid) {
  const { person, lists } = await kept();
  const cache = await caches.open(CACHE);
  await write(cache, person, lists.filter((list) => list.uuid !== uuid));
  await sweep(cache, songsOf(lists));
}

/** Away with songs that no list has any more. */
async function sweep(cache, before) {
  const still = new Set(songsOf((await kept()).lists).map(({ uuid }) => uuid));
  const gone = before.filter(({ uuid }) => !still.has(uuid));
  await Promise.all(gone.flatMap(({ audio, thumb }) => [audio, thumb]).filter(Boolean).map((address) => cache.delete(address)));
}
