// The voices of a song on one clock, the sound card's. Each is read and decoded some seconds at a time, and each piece
// begins at its sample: they cannot drift apart, and a long song takes no more memory than a short one.
const FIRST = 1.2; // seconds of the first piece, so that one need not wait
const PIECE = 3;
const AHEAD = 4; // seconds that are ready before they are heard
const SOON = 0.06;
const SMOOTH = 0.008; // seconds in which a level moves: a sudden one clicks

class Stem {
  constructor(address, places) {
    Object.assign(this, { address, ...places, level: 1, pan: 0 });
    this.top = Uint8Array.from(atob(places.head), (char) => char.charCodeAt(0));
    this.playing = new Set();
  }

  get length() {
    return (this.samples - this.skip) / this.rate;
  }

  connect(context, master) {
    this.gain = context.createGain();
    this.panner = context.createStereoPanner();
    this.gain.connect(this.panner).connect(master);
  }

  /** The sound from one second of the song to another; null where it is over. */
  async piece(context, from, to, signal) {
    const [begin, end] = [from, to].map((time) => Math.min(Math.round(time * this.rate) + this.skip, this.samples));
    if (end <= begin) return null;
    const first = Math.max(Math.floor(begin / this.step) - this.lead, 0);
    const last = Math.min(Math.ceil(end / this.step), this.places.length - 1);
    const sound = await context.decodeAudioData(await this.read(first, last, signal));
    const whole = Math.min(last * this.step, this.samples) - first * this.step;
    const ratio = sound.sampleRate / this.rate;
    const early = Math.max(Math.round(whole * ratio) - sound.length, 0); // what a decoder left out, at its beginning
    return cut(context, sound, Math.round((begin - first * this.step) * ratio) - early, Math.round((end - begin) * ratio));
  }

  async read(first, last, signal) {
    const [from, to] = [this.places[first], this.places[last]];
    const answer = await fetch(this.address, { headers: { Range: `bytes=${from}-${to - 1}` }, signal });
    if (!answer.ok) throw new Error(`${answer.status}`);
    const body = new Uint8Array(await answer.arrayBuffer());
    const bytes = answer.status === 206 ? body : body.subarray(from, to);
    const file = new Uint8Array(this.top.length + bytes.length);
    file.set(this.top);
    file.set(bytes, this.top.length);
    if (this.top.length) sizes(new DataView(file.buffer), this.top.length, bytes.length);
    return file.buffer;
  }

  start(context, sound, when) {
    const node = new AudioBufferSourceNode(context, { buffer: sound });
    node.connect(this.gain);
    node.start(when);
    this.playing.add(node);
    node.onended = () => (node.disconnect(), this.playing.delete(node));
  }

  stop() {
    this.playing.forEach((node) => (node.stop(), node.disconnect()));
    this.playing.clear();
  }
}

/** What the head of a WAV says of its size. */
function sizes(view, head, bytes) {
  view.setUint32(4, head - 8 + bytes, true);
  view.setUint32(head - 4, bytes, true);
}

function cut(context, sound, from, length) {
  const made = context.createBuffer(sound.numberOfChannels, Math.max(length, 1), sound.sampleRate);
  for (let channel = 0; channel < sound.numberOfChannels; channel += 1) {
    made.copyToChannel(sound.getChannelData(channel).subarray(Math.max(from, 0), from + length), channel, Math.max(-from, 0));
  }
  return made;
}

export class Mix extends EventTarget {
  /** `stems`: [{address, places}] as the server tells them. */
  constructor(stems) {
    super();
    this.stems = stems.map(({ address, places }) => new Stem(address, places));
    this.length = Math.max(...this.stems.map((stem) => stem.length));
    this.at = 0; // where it goes on
    this.level = 1;
    this.run = null; // of the pieces under way
  }

  get isPlaying() {
    return Boolean(this.run);
  }

  get now() {
    if (!this.run?.begun) return this.at;
    return Math.min(Math.max(this.run.from + this.context.currentTime - this.run.begun, this.run.from), this.length);
  }

  open() {
    this.context = new AudioContext({ sampleRate: this.stems[0].rate, latencyHint: "interactive" });
    this.master = this.context.createGain();
    this.master.connect(this.context.destination);
    this.stems.forEach((stem) => stem.connect(this.context, this.master));
    this.balance();
  }

  async play(at = this.now) {
    if (!this.context) this.open();
    this.halt();
    this.at = at >= this.length - 0.05 ? 0 : Math.max(at, 0);
    this.run = new AbortController();
    this.tell();
    const { run } = this;
    try {
      await this.context.resume();
      await this.feed(run);
    } catch (error) {
      if (run !== this.run) return; // another place was chosen meanwhile
      this.pause();
      this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
    }
  }

  pause() {
    this.at = this.now;
    this.halt();
    this.context?.suspend();
    this.tell();
  }

  seek(at) {
    if (this.isPlaying) return this.play(at);
    this.at = Math.min(Math.max(at, 0), this.length);
    return this.tell();
  }

  halt() {
    this.run?.abort();
    this.run = null;
    this.stems.forEach((stem) => stem.stop());
  }

  close() {
    this.halt();
    this.context?.close();
  }

  tell() {
    this.dispatchEvent(new Event("state"));
  }

  /** Piece after piece, all stems of one together: what comes late makes all of them wait. */
  async feed(run) {
    const { rate } = this.stems[0];
    run.from = Math.round(this.at * rate) / rate;
    for (let from = run.from, long = FIRST; from < this.length; from += long, long = PIECE) {
      const sounds = await Promise.all(this.stems.map((stem) => stem.piece(this.context, from, from + long, run.signal)));
      if (run !== this.run) return;
      this.schedule(run, from, sounds);
      await this.wait(run, from + long - AHEAD);
    }
    await this.wait(run, this.length);
    if (run === this.run) this.pause(), (this.at = 0), this.tell();
  }

  schedule(run, from, sounds) {
    const { sampleRate, currentTime } = this.context;
    const frame = (time) => Math.round(time * sampleRate);
    run.begun ??= frame(currentTime + SOON) / sampleRate;
    const when = run.begun + from - run.from;
    if (when < currentTime + SOON / 4) run.begun += frame(currentTime + SOON - when) / sampleRate;
    const start = frame(run.begun + from - run.from) / sampleRate;
    this.stems.forEach((stem, place) => sounds[place] && stem.start(this.context, sounds[place], start));
  }

  async wait(run, until) {
    while (run === this.run && this.now < until) await new Promise((done) => setTimeout(done, 100));
  }

  /** Levels, places and silences as they are chosen now. */
  balance() {
    if (!this.context) return;
    const move = (param, value) => param.setTargetAtTime(value, this.context.currentTime, SMOOTH);
    const isAnyAlone = this.stems.some((stem) => stem.isAlone);
    for (const stem of this.stems) {
      const isHeard = !stem.isMuted && (!isAnyAlone || stem.isAlone);
      move(stem.gain.gain, isHeard ? stem.level : 0);
      move(stem.panner.pan, stem.pan);
    }
    move(this.master.gain, this.level);
  }
}
