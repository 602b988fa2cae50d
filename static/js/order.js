// A paid form that is sent from inside another page, and its job's card followed to the end.
import { words } from "./words.js";

const OFTEN = 1000; // ms between two looks at the card
const OPEN = ["queued", "sending", "waiting", "streaming"];

/** A key for one order, for `submission`. */
export const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** {card} of the job, or {trouble}: a sentence on why there is none. The same key again is the same job. */
export async function order(address, fields, submission) {
  const body = new URLSearchParams({ ...fields, submission });
  const token = JSON.parse(document.body.getAttribute("hx-headers") ?? "{}");
  try {
    const response = await fetch(address, { method: "POST", body, headers: { ...token, "HX-Request": "true" } });
    if (isDoor(response)) return { trouble: words().signedOut };
    const page = parse(await response.text());
    const card = page.querySelector(".job");
    return card ? { card } : { trouble: refusal(page) || words().failed };
  } catch {
    return { trouble: words().offline };
  }
}

const parse = (html) => new DOMParser().parseFromString(html, "text/html");

function isDoor(response) {
  return response.redirected && new URL(response.url).pathname.startsWith(document.body.dataset.door);
}

/** What the form says of itself: of a field, else of all of it. */
const refusal = (page) => (page.querySelector("#paid-form .error, #paid-form .note-bad p")?.textContent ?? "").trim();

/** The card as it is when the job is over; what does not answer is asked again. */
export async function follow(card) {
  let now = card;
  while (OPEN.includes(now.dataset.state) && now.hasAttribute("hx-get")) {
    await new Promise((done) => setTimeout(done, OFTEN));
    now = (await look(now.getAttribute("hx-get"))) ?? now;
  }
  const { left } = now.dataset;
  if (left) document.querySelectorAll("[data-balance]:not(#now)").forEach((node) => (node.textContent = left));
  return now;
}

async function look(address) {
  try {
    const response = await fetch(address, { headers: { "HX-Request": "true" } });
    return response.ok ? parse(await response.text()).querySelector(".job") : null;
  } catch {
    return null;
  }
}
