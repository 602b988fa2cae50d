// Listens to each stem behind its decoder and before any fader: all of them on the sound card's own clock.
const connect = AudioNode.prototype.connect;
const CHANNELS = 32;
let lines = [];
let merger = null;
let tap = null;
let caught = null; // {data, left} while something is captured

AudioNode.prototype.connect = function (to, ...rest) {
  if (this instanceof AudioBufferSourceNode && to instanceof GainNode) connect.call(this, merger ?? begin(this.context), 0, lineOf(to));
  return connect.call(this, to, ...rest);
};

function lineOf(gain) {
  if (!lines.includes(gain)) lines.push(gain);
  return lines.indexOf(gain);
}

function begin(context) {
  merger = context.createChannelMerger(CHANNELS);
  tap = context.createScriptProcessor(4096, CHANNELS, 1);
  tap.onaudioprocess = ({ inputBuffer }) => {
    if (!caught?.left) return;
    lines.forEach((_line, place) => caught.data[place].push(inputBuffer.getChannelData(place).slice()));
    caught.left -= 1;
    if (!caught.left) caught.done();
  };
  connect.call(merger, tap);
  connect.call(tap, context.destination);
  return merger;
}

/** `blocks` of 4,096 samples of every stem, as they sound from now on. */
const capture = (blocks) => new Promise((done) => {
  const data = lines.map(() => []);
  caught = { data, left: blocks, done: () => done(data.map((parts) => parts.flatMap((part) => [...part]))) };
});

/** By how many ms each stem is later than the first that sounds: where the two are most alike. */
globalThis.lags = async (most = 900) => {
  const stems = await capture(4);
  const [from, to] = [most, stems[0].length - most];
  const like = (other, by) => {
    let [sum, power] = [0, 0];
    for (let at = from; at < to; at += 3) {
      sum += stems[0][at] * other[at + by];
      power += other[at + by] ** 2;
    }
    return power && sum / Math.sqrt(power);
  };
  return stems.slice(1).map((other) => {
    let [best, found] = [-Infinity, null];
    for (let by = -most; by <= most; by += 1) {
      const sum = like(other, by);
      if (sum > best) [best, found] = [sum, by];
    }
    return best > 0.001 ? (found / tap.context.sampleRate) * 1000 : null;
  });
};

/** The loudest difference of two stems that hold the same, over so many blocks: a seam that is not exact shows here. */
globalThis.difference = async (one, other, blocks) => {
  const stems = await capture(blocks);
  return stems[one].reduce((most, value, at) => Math.max(most, Math.abs(value - stems[other][at])), 0);
};
