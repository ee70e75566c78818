// A stock @openai/agents realtime session: types, listens, runs a tool, interrupts.
// One JSON object a line on stdout tells what it saw; one command a line comes on stdin.
import { createInterface } from 'node:readline';
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

await session.connect({ apiKey, url });
tell('connected');

for await (const line of createInterface({ input: process.stdin })) {
  const { command, text } = JSON.parse(line);
  if (command === 'type') session.sendMessage(text);
  if (command === 'interrupt') session.interrupt();
  if (command === 'history') tell('history', { history: session.history });
}
session.close();
tell('closed');
