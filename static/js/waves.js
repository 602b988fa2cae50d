// The waveform, the same drawing everywhere: one line a bar, in two paths. What was played moves to the first.
const NS = "http://www.w3.org/2000/svg";
const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const SILENT = "A".repeat(96);
const drawn = new WeakMap(); // svg → {bars, heights, paths, head, split}

export function init(root) {
  root.querySelectorAll("svg.wave[data-bars]").forEach((svg) => {
    draw(svg, svg.dataset.bars);
    if (svg.dataset.part) played(svg, Number(svg.dataset.part));
  });
}

/** In a drawing with data-room for more bars than there are, the rest stays empty; data-marks is a path below some of them.
 *  `most` bars at the most: each is then the highest of its slice. Nothing known yet: a quiet line. */
export function draw(svg, bars, most = Infinity) {
  if (drawn.get(svg)?.bars === bars && svg.firstChild) return;
  const heights = heightsOf(bars, most);
  const stage = svg.hasAttribute("data-head") ? element("svg", { width: "100%", height: "100%" }) : svg;
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${svg.dataset.room ?? heights.length} 100`, preserveAspectRatio: "none" })) {
    stage.setAttribute(name, value);
  }
  const paths = [element("path", { class: "played" }), element("path", bars ? {} : { class: "silent" })];
  const head = element("line", { class: "head", y1: "-6", y2: "100%" });
  stage.replaceChildren(...paths, ...(svg.dataset.marks ? [element("path", { class: "marks", d: svg.dataset.marks })] : []));
  if (stage !== svg) svg.replaceChildren(stage);
  drawn.set(svg, { bars, heights, paths, head, split: -1 });
  played(svg, 0);
}

/** Half the height of each bar, in a drawing 100 high. */
export function heightsOf(bars, most = Infinity) {
  const levels = shrink([...(bars || SILENT)].map((char) => Math.max(ALPHABET.indexOf(char), 0)), most);
  return levels.map((level) => Math.round(2 + (level / 63) * 44));
}

/** How much was played, 0 to 1. Cheap to call often: it draws only when a bar changes sides. */
export function played(svg, part) {
  const wave = drawn.get(svg);
  if (!wave) return;
  const split = Math.round(Math.min(Math.max(part, 0), 1) * wave.heights.length);
  if (svg.hasAttribute("data-head")) moveHead(svg, wave.head, part);
  if (split === wave.split) return;
  wave.split = split;
  wave.paths[0].setAttribute("d", path(wave.heights, 0, split));
  wave.paths[1].setAttribute("d", path(wave.heights, split, wave.heights.length));
}

function moveHead(svg, head, part) {
  if (!part) return head.remove();
  const x = `${(part * 100).toFixed(2)}%`;
  head.setAttribute("x1", x);
  head.setAttribute("x2", x);
  if (!head.isConnected) svg.append(head);
}

export const path = (heights, from, to) =>
  heights.slice(from, to).map((height, index) => `M${from + index}.5 ${50 - height}v${2 * height}`).join("");

function shrink(levels, most) {
  const count = Math.min(levels.length, most);
  const edge = (index) => Math.floor((index * levels.length) / count);
  return Array.from({ length: count }, (_none, index) => Math.max(...levels.slice(edge(index), edge(index + 1))));
}

function element(name, attributes) {
  const made = document.createElementNS(NS, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}
