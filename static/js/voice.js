// A voice of one's own: what is recorded or chosen as a file becomes a choice in the list, and is chosen.

export function start() {
  document.addEventListener("change", (event) => event.target.matches("[data-voice-file]") && bring(event.target));
  document.addEventListener("studio:uploaded", ({ detail }) => refresh(detail.upload));
  document.addEventListener("htmx:beforeSwap", ({ detail }) => remember(detail.target));
}

export function init(root) {
  root.querySelectorAll("[data-recorder]").forEach((recorder) => {
    if (recorder.closest("[data-voice]")) recorder.dataset.facts = JSON.stringify({ kind: "voice" });
  });
  if (root.id === "recordings") choose(root, chosen);
}

let chosen = null; // outlives the list, which is put in anew

/** A file goes the way of a recording: in pieces, with a card that says how far it is. */
function bring(input) {
  for (const file of input.files) {
    const detail = { file, facts: { kind: "voice", is_recording: "" } };
    input.dispatchEvent(new CustomEvent("studio:recorded", { bubbles: true, detail }));
  }
  input.value = ""; // the same file again is a change too
}

function remember(target) {
  if (target.id === "recordings") chosen ??= target.querySelector(":checked")?.value;
}

async function refresh(upload) {
  const list = document.getElementById("recordings");
  if (!list) return;
  chosen = upload;
  const options = { target: "#recordings", select: "#recordings", swap: "outerHTML" };
  await globalThis.htmx.ajax("GET", `${list.dataset.address}?chosen=${upload}`, options);
}

function choose(list, value) {
  const radio = list.querySelector(`[value="${CSS.escape(value ?? "")}"]`);
  if (radio) radio.checked = true;
  chosen = null;
}
