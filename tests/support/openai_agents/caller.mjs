// A stock @openai/agents realtime session: types, listens, runs a tool, interrupts.
// One JSON object a line on stdout tells what it saw; one command a line comes on stdin.
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { RealtimeAgent, RealtimeSession, tool } from '@openai/agents/realtime';
import { z } from 'zod';

const [, , url, apiKey] = process.argv;
const tell = (kind, fields = {}) => process.stdout.write(`${JSON.stringify({ kind, ...fields })}\n`);

const getWeather = tool({
  name: 'get_weather',
  description: 'The weather in a city.',
  parameters: z.object({ city: z.string() }),
  execute: async ({ city }) => {
    tell('tool', { city });
    return `sunny in ${city}`;
  },
});

const agent = new RealtimeAgent({
  name: 'Assistant',
  instructions: 'You are a pirate.',
  tools: [getWeather],
});
const session = new RealtimeSession(agent, { transport: 'websocket', model: 'gpt-realtime' });

let heard = 0;
session.on('audio', (event) => {
  heard += event.data.byteLength;
  if (heard === event.data.byteLength) tell('audio');
});
session.on('audio_interrupted', () => tell('interrupted'));
session.on('error', (event) => tell('error', { error: JSON.stringify(event.error) }));
session.on('agent_end', (_context, _agent, text) => tell('answer', { text, heard }));
session.on('transport_event', (event) => {
  if (event.type === 'response.done') tell('done', { status: event.response.status, usage: event.response.usage });
  if (event.type === 'conversation.item.truncated') tell('truncated', { millis: event.audio_end_ms });
});

session.on('mcp_tool_call_completed', (_context, _agent, call) => tell('own-tool', { name: call.name, output: call.output }));

await session.connect({ apiKey, url });
tell('connected');

// A microphone is never silent on the wire: a frame every 40 ms, of speech or of nothing.
const FRAME_BYTES = 1920;
let speech = Buffer.alloc(0);
let listening = false;
async function listen() {
  listening = true;
  for (let due = performance.now(); listening; due += 40) {
    const frame = Buffer.alloc(FRAME_BYTES);
    speech.copy(frame);
    const last = speech.length > 0 && speech.length <= FRAME_BYTES;
    speech = speech.subarray(FRAME_BYTES);
    session.sendAudio(frame.buffer.slice(frame.byteOffset, frame.byteOffset + FRAME_BYTES));
    if (last) tell('said');
    await sleep(Math.max(0, due + 40 - performance.now()));
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { command, text } = JSON.parse(line);
  if (command === 'type') session.sendMessage(text);
  if (command === 'say') {
    speech = await readFile(text);
    if (!listening) listen();
  }
  if (command === 'interrupt') session.interrupt();
  if (command === 'history') tell('history', { history: session.history });
}
listening = false;
session.close();
tell('closed');
