// What a person feels: how long the page is busy at a stretch, how long a picture stands, how many nodes are alive.
const felt = { task: 0, frame: 0, nodes: 0, frames: 0 };
let before = null;

new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => (felt.task = Math.max(felt.task, duration)))).observe({ type: "longtask", buffered: true });

requestAnimationFrame(function look(now) {
  if (before !== null) felt.frame = Math.max(felt.frame, now - before);
  before = now;
  felt.frames += 1;
  if (felt.frames % 10 === 0) felt.nodes = Math.max(felt.nodes, document.getElementsByTagName("*").length);
  requestAnimationFrame(look);
});

/** Begin anew. */
felt.forget = () => Object.assign(felt, { task: 0, frame: 0, nodes: 0, frames: 0 });
globalThis.felt = felt;

/** Milliseconds from a letter to the songs that it finds. */
globalThis.answered = (letters) =>
  new Promise((resolve) => {
    const box = document.getElementById("q");
    const begun = performance.now();
    document.addEventListener("htmx:afterSettle", () => requestAnimationFrame(() => resolve(performance.now() - begun)), { once: true });
    box.value = letters;
    box.dispatchEvent(new Event("input", { bubbles: true }));
  });
