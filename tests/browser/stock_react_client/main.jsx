import { PipecatClient } from "@pipecat-ai/client-js";
import {
  PipecatClientAudio,
  PipecatClientMicToggle,
  PipecatClientProvider,
  usePipecatClient,
  usePipecatClientTransportState,
  usePipecatConversation,
} from "@pipecat-ai/client-react";
import { WavMediaManager, WebSocketTransport } from "@pipecat-ai/websocket-transport";
import { useState } from "react";
import { createRoot } from "react-dom/client";

const endpoint = new URLSearchParams(location.search).get("endpoint");
const client = new PipecatClient({
  // The default media manager fetches Daily's SDK from the internet.
  transport: new WebSocketTransport({ mediaManager: new WavMediaManager(512, 16_000) }),
  enableMic: true,
  enableCam: false,
});

function Call() {
  const pipecat = usePipecatClient();
  const state = usePipecatClientTransportState();
  const [problem, setProblem] = useState("");
  const connect = async () => {
    try {
      await pipecat.initDevices();
      await pipecat.startBotAndConnect({ endpoint, requestData: {} });
    } catch (error) {
      setProblem(String(error));
    }
  };
  return (
    <header>
      <output data-testid="state">{state}</output>
      <output data-testid="problem">{problem}</output>
      <button type="button" data-testid="connect" onClick={connect}>
        Connect
      </button>
      <button type="button" data-testid="disconnect" onClick={() => pipecat.disconnect()}>
        Disconnect
      </button>
      <PipecatClientMicToggle>
        {({ isMicEnabled, onClick }) => (
          <button type="button" data-testid="microphone" onClick={onClick}>
            {isMicEnabled ? "Mute" : "Unmute"}
          </button>
        )}
      </PipecatClientMicToggle>
    </header>
  );
}

function Conversation() {
  const { messages } = usePipecatConversation();
  return (
    <ol>
      {messages.map((message) => (
        <li key={`${message.role} ${message.createdAt}`} data-testid={message.role}>
          {message.role === "function_call" ? <FunctionCall {...message.functionCall} /> : null}
          {message.parts.map(wordsOf).join(" ")}
        </li>
      ))}
    </ol>
  );
}

function FunctionCall({ function_name: name, status, result }) {
  return `${name} ${status} ${JSON.stringify(result)}`;
}

/** The agent's words are told apart: those that were spoken, and those that were not. */
function wordsOf({ text }) {
  return typeof text === "string" ? text : `${text.spoken} ${text.unspoken}`;
}

createRoot(document.getElementById("root")).render(
  <PipecatClientProvider client={client}>
    <Call />
    <Conversation />
    <PipecatClientAudio />
  </PipecatClientProvider>,
);
