// Music goes on where the queue ends before its list does: the songs after these are asked for while a few are left.
import * as player from "./player.js";
import * as queue from "./queue.js";
import { sayText } from "./toasts.js";

const FEW = 5;
const AGAIN = 10_000; // ms until a studio that did not answer is asked once more
let isAsking = false;

export function start() {
  for (const name of ["queue", "song", "state"]) player.changes.addEventListener(name, look);
}

async function look() {
  const address = queue.onward();
  if (isAsking || !address || !player.current() || queue.left(player.current()) >= FEW) return;
  isAsking = true;
  const told = await ask(address);
  isAsking = false;
  if (!told) return setTimeout(() => player.isGoing() && look(), AGAIN);
  queue.extend(address, told, player.current());
  player.goFurther();
  look(); // another list, perhaps, meanwhile
}

/** {songs, next}; none, where the list is gone; null without an answer. */
export async function ask(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "application/json" } });
    if (answer.status === 404) return { songs: [], next: "" };
    const told = answer.ok && !answer.redirected ? await answer.json() : null;
    if (told?.said) sayText(told.said);
    return told;
  } catch {
    return null;
  }
}
