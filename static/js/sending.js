// One file to the studio, in pieces: what has arrived stays, so a broken line, a reload or another day goes on from
// there. `tell({stage, offset})` hears how far it is; the promise ends with the server's last word on the file.

const SMALLEST = 256 * 1024;
const LARGEST = 4 * 1024 * 1024;
const QUICK = 4; // seconds: a piece that takes less is followed by a larger one
const PAUSES = [1, 2, 4, 8, 15, 30]; // seconds before the line is tried again
const BEGIN = "/uploads/arrivals/";

/** Why it cannot go on by itself: `why` is the server's sentence; else `word` names one of the page's. */
export class Trouble extends Error {
  constructor({ why = "", word = "broken", canTryAgain = false }) {
    super(why || word);
    Object.assign(this, { why, word, canTryAgain });
  }
}

export async function send(file, facts, tell, signal) {
  const told = await insist(() => begin(file, facts, signal), tell, signal);
  const address = `${BEGIN}${told.uuid}/`;
  tell({ stage: told.offset ? "resumed" : "begun", offset: told.offset, uuid: told.uuid });
  const last = await pieces(file, address, told.offset, tell, signal);
  return facts.kind === "zip" ? last : verdict(address, last, tell, signal); // a ZIP takes hours: its card tells
}

export const giveUp = (uuid) => fetch(`${BEGIN}${uuid}/`, { method: "DELETE", headers: token() }).catch(() => null);

function begin(file, facts, signal) {
  const form = new FormData();
  const said = { name: file.name, size: file.size, stamp: file.lastModified, ...facts };
  Object.entries(said).forEach(([name, value]) => form.set(name, value));
  return ask(BEGIN, { method: "POST", body: form, signal });
}

async function pieces(file, address, from, tell, signal) {
  let [offset, size, told] = [from, SMALLEST * 2, null];
  while (!told || (told.state === "receiving" && offset < file.size)) {
    const begun = performance.now();
    try {
      told = await put(address, file.slice(offset, offset + size), offset, (done) => tell({ stage: "sending", offset: done }), signal);
      size = (performance.now() - begun) / 1000 < QUICK ? Math.min(size * 2, LARGEST) : Math.max(size / 2, SMALLEST);
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      size = SMALLEST;
      told = await insist(() => ask(address, { signal }), tell, signal, true);
    }
    offset = told.offset;
    if (told.state === "receiving") tell({ stage: "sending", offset });
  }
  return told;
}

/** It is all here; what it is, the server knows in a moment. */
async function verdict(address, told, tell, signal) {
  for (let turn = 0; told.state === "checking" || told.state === "receiving"; turn += 1) {
    tell({ stage: "checking" });
    await pause(Math.min(0.4 + turn * 0.2, 3), signal);
    told = await insist(() => ask(address, { signal }), tell, signal);
  }
  if (told.state === "refused") throw new Trouble({ why: told.why });
  return told;
}

/** The line is cut: nothing is lost, it only has to be tried again. */
class Cut extends Error {}

/** Until there is an answer: the line may be away for hours. */
async function insist(run, tell, signal, isCut = false) {
  for (let turn = 0; ; turn += 1) {
    try {
      if (isCut && !turn) throw new Cut();
      return await run();
    } catch (error) {
      if (!(error instanceof Cut)) throw error;
      tell({ stage: "offline" });
      await online(PAUSES[Math.min(turn, PAUSES.length - 1)], signal);
    }
  }
}

async function ask(address, options) {
  const answer = await fetch(address, { ...options, headers: { ...token(), Accept: "application/json" } }).catch((error) => {
    throw error.name === "AbortError" ? error : new Cut();
  });
  return understood(answer.status, answer.url, await answer.text().catch(() => ""));
}

/** XMLHttpRequest, since fetch does not tell how much of a body has left. */
function put(address, piece, offset, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("PUT", address);
    Object.entries({ ...token(), Accept: "application/json", "Upload-Offset": offset }).forEach(([name, value]) => request.setRequestHeader(name, value));
    request.upload.onprogress = (event) => progress(offset + event.loaded);
    request.onerror = () => readable(piece).then((is) => reject(is ? new Cut() : new Trouble({ word: "unreadable" })));
    request.onabort = () => reject(new DOMException("", "AbortError"));
    request.onload = () => {
      try {
        resolve(understood(request.status, request.responseURL, request.responseText));
      } catch (error) {
        reject(error);
      }
    };
    signal.addEventListener("abort", () => request.abort(), { once: true });
    request.send(piece);
  });
}

/** A file that was changed or moved since it was chosen fails like a broken line does. */
const readable = (piece) => piece.slice(0, 1).arrayBuffer().then(() => true, () => false);

function understood(status, address, text) {
  if (new URL(address).pathname.startsWith(document.body.dataset.door)) throw new Trouble({ word: "gone", canTryAgain: true });
  const told = parsed(text);
  if (told && (status < 300 || status === 409)) return told;
  if (told?.why && [413, 422, 429, 507].includes(status)) throw new Trouble({ why: told?.why, canTryAgain: true });
  if (status === 400 || status === 408 || status === 429 || status >= 500) throw new Cut();
  throw new Trouble({ canTryAgain: true });
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const token = () => JSON.parse(document.body.getAttribute("hx-headers"));

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal.addEventListener("abort", () => (clearTimeout(timer), reject(new DOMException("", "AbortError"))), { once: true });
  });
}

/** After a while, or as soon as the browser says that it is back. */
const online = (seconds, signal) => Promise.race([
  pause(seconds, signal),
  new Promise((resolve) => addEventListener("online", resolve, { once: true })),
]);
