import { PipecatClient } from "@pipecat-ai/client-js";
import { WavMediaManager, WebSocketTransport } from "@pipecat-ai/websocket-transport";

const log = { said: [], told: [], errors: [], states: [] };
const client = new PipecatClient({
  // The default media manager fetches Daily's SDK from the internet.
  transport: new WebSocketTransport({ mediaManager: new WavMediaManager(512, 16_000) }),
  enableMic: true,
  enableCam: false,
  callbacks: {
    onUserTranscript: ({ text, final }) => {
      if (!final) return;
      log.said.push(text);
      log.told.push("");
    },
    onBotLlmText: ({ text }) => {
      if (log.told.length > 0) log.told[log.told.length - 1] += text;
    },
    onError: ({ data }) => log.errors.push(JSON.stringify(data)),
    onTransportStateChanged: (state) => log.states.push(state),
  },
});

window.stock = {
  log,
  /** @param how What `connect` takes, or what `startBotAndConnect` does. */
  async connect(how) {
    await client.initDevices();
    await (how.endpoint ? client.startBotAndConnect(how) : client.connect(how));
  },
  say: (text) => client.sendText(text),
  disconnect: () => client.disconnect(),
};
