// The service worker. It keeps the page that stands in for all others without a connection, and gives out the songs that
// this device keeps, in ranges as players ask for them. No page of anybody is ever kept. `STUDIO` stands before it.
const SHELL = `shell-${STUDIO.version}`;
const KEPT = "kept-songs";
const SONG = /^\/tracks\/[0-9a-f-]{36}\/(audio|thumb)$/;
const SIGN_OUT = "/accounts/logout/";
// Files, and what is no part of the app, come as if there were no worker.
const LEFT_ALONE = /^\/(s|admin|accounts)\/|\/(zip|audio|file|picture|cover|thumb)$|\/(download|export)\/$/;

addEventListener("install", (event) => event.waitUntil(install()));
addEventListener("activate", (event) => event.waitUntil(takeOver()));
addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== location.origin) return;
  if (request.method === "POST" && pathname === SIGN_OUT) event.waitUntil(caches.delete(KEPT));
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && !LEFT_ALONE.test(pathname)) event.respondWith(page(request));
  else if (SONG.test(pathname)) event.respondWith(song(request));
  else if (STUDIO.shell.includes(pathname)) event.respondWith(shell(request));
});

async function install() {
  const cache = await caches.open(SHELL);
  await cache.addAll([STUDIO.offline, ...STUDIO.shell]);
  await skipWaiting();
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("shell-") && name !== SHELL);
  await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim();
}

async function page(request) {
  try {
    return await fetch(request);
  } catch (error) {
    const standIn = await caches.match(STUDIO.offline, { cacheName: SHELL, ignoreVary: true });
    if (!standIn) throw error;
    return standIn;
  }
}

async function shell(request) {
  return (await caches.match(request, { cacheName: SHELL, ignoreVary: true })) ?? fetch(request);
}

async function song(request) {
  const kept = await caches.match(request.url, { cacheName: KEPT, ignoreVary: true });
  if (!kept) return fetch(request);
  const wanted = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("Range") ?? "");
  return wanted && (wanted[1] || wanted[2]) ? part(kept, wanted[1], wanted[2]) : kept;
}

/** The bytes that were asked for, as a server would answer. */
async function part(kept, first, last) {
  const whole = await kept.blob();
  const from = first ? Number(first) : Math.max(whole.size - Number(last), 0);
  const to = first && last ? Math.min(Number(last), whole.size - 1) : whole.size - 1;
  if (from > to) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  const headers = {
    "Accept-Ranges": "bytes", "Content-Length": String(to - from + 1), "Content-Range": `bytes ${from}-${to}/${whole.size}`,
    "Content-Type": kept.headers.get("Content-Type") ?? "audio/mpeg",
  };
  return new Response(whole.slice(from, to + 1), { status: 206, headers });
}

// A song is done, or was not made. The same tag twice is shown once.
addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data?.json() ?? {};
  if (title) event.waitUntil(registration.showNotification(title, { body, tag, data: { url }, icon: "/static/img/icon-192.png" }));
});

addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(clients.openWindow(event.notification.data.url));
});
