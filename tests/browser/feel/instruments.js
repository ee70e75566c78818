// Put into the page before anything of its own runs: what leaves its audio graph, when messages
// come, a microphone that says what one wants, and what the browser itself notes of its work.
(() => {
  const QUANTUM = 128;
  const PER_MESSAGE = 8;
  const FOR_OFFSET = 100;
  const code = `
    registerProcessor("level-tap", class extends AudioWorkletProcessor {
      peaks = [];
      process([input]) {
        let peak = 0;
        for (const sample of input[0] ?? []) peak = Math.max(peak, Math.abs(sample));
        this.peaks.push(peak);
        if (this.peaks.length === ${PER_MESSAGE}) {
          this.port.postMessage({ frame: currentFrame + ${QUANTUM}, peaks: this.peaks });
          this.peaks = [];
        }
        return true;
      }
    });`;
  const connect = AudioNode.prototype.connect;
  const taps = new Map();

  // The sound's clock is told by the page's: a message comes late at times, but never early.
  function tapOf(context) {
    if (!taps.has(context)) taps.set(context, opened(context));
    return taps.get(context);
  }
  async function opened(context) {
    await context.audioWorklet.addModule(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
    const node = new AudioWorkletNode(context, "level-tap", { channelCount: 1 });
    const tap = { node, rate: context.sampleRate, pieces: [], offsets: [] };
    node.port.onmessage = ({ data }) => {
      const at = (data.frame / tap.rate) * 1000;
      tap.offsets.push(performance.now() - at);
      if (tap.offsets.length > FOR_OFFSET) tap.offsets.shift();
      tap.pieces.push([at + Math.min(...tap.offsets), data.peaks]);
    };
    connect.call(node, context.destination);
    return tap;
  }
  const listen = async (source) => connect.call(source, (await tapOf(source.context)).node);

  // Over a WebSocket, the agent comes out of an audio graph.
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to instanceof AudioDestinationNode) void listen(this);
    return connect.call(this, to, ...rest);
  };

  const events = [];
  const note = (text) => {
    const type = /"type":\s*"((?:bot|user)-(?:interrupted|st[a-z]+-speaking))"/.exec(text)?.[1];
    if (type) events.push({ type, at: performance.now() });
  };
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...args) {
      super(...args);
      window.__peer = this;
      this.addEventListener("track", ({ track }) => {
        if (track.kind !== "audio") return;
        const context = (window.__ear ??= new AudioContext());
        void listen(context.createMediaStreamSource(new MediaStream([track])));
      });
    }
    createDataChannel(...args) {
      const channel = super.createDataChannel(...args);
      channel.addEventListener("message", ({ data }) => note(String(data)));
      return channel;
    }
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => note(new TextDecoder().decode(data)));
    }
  };

  // The microphone: silent until it is told what to say.
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  let mouth = null;
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    // Asked for all the same: who may hear the microphone is also told its own addresses.
    await ask(wanted);
    const context = (window.__mouth ??= new AudioContext());
    await context.resume();
    mouth ??= context.createGain();
    const microphone = context.createMediaStreamDestination();
    connect.call(mouth, microphone);
    return microphone.stream;
  };
  function begin(source) {
    const soon = 0.03;
    connect.call(source, mouth);
    source.start(source.context.currentTime + soon);
    return performance.now() + soon * 1000;
  }
  window.__say = (encoded, rate) => {
    const bytes = Uint8Array.from(atob(encoded), (each) => each.charCodeAt(0));
    const samples = Float32Array.from(new Int16Array(bytes.buffer), (each) => each / 32768);
    const source = new AudioBufferSourceNode(window.__mouth);
    source.buffer = new AudioBuffer({ length: samples.length, sampleRate: rate });
    source.buffer.copyToChannel(samples, 0);
    return begin(source);
  };
  window.__hum = (secs, level) => {
    const tone = new OscillatorNode(window.__mouth, { frequency: 220 });
    const quieter = new GainNode(window.__mouth, { gain: level });
    connect.call(quieter, mouth);
    connect.call(tone, quieter);
    tone.start();
    tone.stop(window.__mouth.currentTime + secs);
  };

  window.__events = () => events;
  window.__levels = async (sinceMs) => {
    const all = await Promise.all(taps.values());
    return all.map(({ rate, pieces }) => ({
      quantumMs: (QUANTUM / rate) * 1000,
      pieces: pieces.filter(([end]) => end > sinceMs),
    }));
  };

  const noted = (window.__noted = { longTasks: [], shifts: [], painted: 0, ready: 0 });
  const observe = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  observe("longtask", ({ startTime, duration }) => noted.longTasks.push([startTime, duration]));
  observe("layout-shift", ({ startTime, value, hadRecentInput }) => {
    if (!hadRecentInput) noted.shifts.push([startTime, value]);
  });
  observe("largest-contentful-paint", ({ startTime }) => (noted.painted = startTime));
  const watcher = new MutationObserver(() => {
    const start = document.querySelector("[data-testid=start]");
    if (!start || start.disabled) return;
    noted.ready = performance.now();
    watcher.disconnect();
  });
  watcher.observe(document, { subtree: true, childList: true, attributes: true });
})();
