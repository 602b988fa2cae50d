// What the player remembers across reloads, in this browser only, and only for the person who is signed in.
const person = () => document.body.dataset.person;

export function remember(name, value) {
  try {
    localStorage.setItem(`studio:${name}`, JSON.stringify({ person: person(), value }));
  } catch {
    // Storage is full or forbidden: then nothing is remembered, and all else works.
  }
}

export function recall(name) {
  try {
    const kept = JSON.parse(localStorage.getItem(`studio:${name}`) ?? "null");
    return kept?.person === person() ? kept.value : null;
  } catch {
    return null;
  }
}

/** Signed out: the next person at this computer does not see what was heard. */
export function forgetWhenSignedOut() {
  if (person()) return;
  try {
    ["playing", "queue", "heard"].forEach((name) => localStorage.removeItem(`studio:${name}`));
  } catch {
    // Forbidden storage holds nothing to forget.
  }
}
