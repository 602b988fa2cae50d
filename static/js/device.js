// The studio as an app of this device: its worker, and what it keeps, which is one person's.
export function start() {
  if (!navigator.serviceWorker || !globalThis.caches) return; // neither is there without https
  const { person } = document.body.dataset;
  if (person) navigator.serviceWorker.register("/sw.js").catch(() => {});
  forgetOthers(person);
}

/** At the door nobody is signed in; and whoever is now may be another one than before. */
async function forgetOthers(person) {
  const isDoor = document.body.classList.contains("door");
  if ((!person && !isDoor) || !(await caches.has("kept-songs"))) return;
  const { kept, forget } = await import("./kept.js");
  if (isDoor || (await kept()).person !== person) await forget();
}

export async function init(root) {
  if (!globalThis.caches) return;
  const places = [...root.querySelectorAll("[data-keep]")];
  if (places.length) (await import("./keeping.js")).init(places);
}
