import { describe, expect, it } from "vitest";
import { type Caption, caption, NO_CAPTIONS } from "../captions/captions";
import { type AgentMessage, meaningOf } from "./messages";
import RECORDED from "./recorded-call.json";

const NOW = 5_000;

describe("meaningOf", () => {
  it.each([true, false])("reads that the server is about to stop: %s", (on) => {
    const told = { type: "draining", on, message: "…" };
    expect(meaningOf({ type: "server-message", data: told }, NOW)).toEqual({
      type: "draining",
      on,
    });
  });

  it("reads a word that was spoken", () => {
    const data = {
      text: "Hello, I am here.",
      segment_id: 7,
      will_be_spoken: true,
      spoken_status: "in-progress",
      spoken_progress: { accumulated_text: "Hello, I", remaining_text: " am here." },
    };
    const expected = {
      type: "segment",
      id: 7,
      spoken: "Hello, I",
      rest: "am here.",
      complete: false,
    };
    expect(meaningOf({ type: "bot-output", data }, NOW)).toEqual(expected);
  });

  it("reads a sentence from a voice that tells no word times", () => {
    const data = { text: "Hello.", segment_id: 7, spoken_status: "completed" };
    const expected = { type: "segment", id: 7, spoken: "Hello.", complete: true };
    expect(meaningOf({ type: "bot-output", data }, NOW)).toEqual(expected);
  });

  it("shows text that is never spoken at once", () => {
    const data = { text: "code", segment_id: 7, will_be_spoken: false, spoken_status: "new" };
    expect(meaningOf({ type: "bot-output", data }, NOW)).toMatchObject({ spoken: "code" });
  });

  it("reads the server's own messages", () => {
    const cut = { type: "answer-cut", heard: " Once upon " };
    expect(meaningOf({ type: "server-message", data: cut }, NOW)).toEqual({
      type: "answer-cut",
      heard: "Once upon",
    });
    const ending = { type: "ending", reason: "time-limit", message: "An hour is up." };
    expect(meaningOf({ type: "server-message", data: ending }, NOW)).toEqual(ending);
  });

  it("notes what the server tells of its providers", () => {
    const data = { type: "provider-switched", part: "voice", message: "Kokoro is too slow." };
    expect(meaningOf({ type: "server-message", data }, 0)).toEqual({
      type: "part-changed",
      part: "voice",
      works: true,
      text: "Kokoro is too slow.",
    });
    const failed = { type: "provider-failed", part: "brain", message: "Groq is failing." };
    expect(meaningOf({ type: "server-message", data: failed }, 0)).toMatchObject({ works: false });
    expect(meaningOf({ type: "server-message", data: { ...data, message: "" } }, 0)).toBeNull();
  });

  it("notes that the conversation is not kept", () => {
    const data = { type: "not-kept", message: "The server cannot store this conversation." };
    const text = "The server cannot store this conversation.";
    expect(meaningOf({ type: "server-message", data }, 0)).toEqual({ type: "note", text });
  });

  it("reads who may come back, and by what right", () => {
    const data = {
      type: "conversation",
      id: "c1",
      resume_token: "r1",
      invite_token: "i1",
      participant: { id: "guest-2", name: "Anna" },
      participants: [{ id: "guest-1", name: "Caller 1" }, { id: "guest-2", name: "Anna" }, 7],
      resumed: true,
      grace_secs: 45,
    };
    expect(meaningOf({ type: "server-message", data }, NOW)).toEqual({
      type: "welcomed",
      resumed: true,
      membership: {
        conversationId: "c1",
        resumeToken: "r1",
        inviteToken: "i1",
        me: { id: "guest-2", name: "Anna" },
        participants: [
          { id: "guest-1", name: "Caller 1" },
          { id: "guest-2", name: "Anna" },
        ],
        graceSecs: 45,
      },
    });
  });

  it("reads who comes and who goes", () => {
    const participant = { id: "guest-2", name: "Anna" };
    const data = { type: "participant-joined", participant, participants: [participant] };
    const joined = { type: "joined", who: participant, participants: [participant] };
    expect(meaningOf({ type: "server-message", data }, NOW)).toEqual(joined);
    const left = { ...data, type: "participant-left", participants: [] };
    expect(meaningOf({ type: "server-message", data: left }, NOW)).toEqual({
      type: "left",
      who: participant,
      participants: [],
    });
  });

  it("reads who of several people was heard", () => {
    const data = { text: "hello", final: true, user_id: "guest-2" };
    const heard = { type: "heard", text: "hello", final: true, by: "guest-2" };
    expect(meaningOf({ type: "user-transcription", data }, NOW)).toEqual(heard);
  });

  it("reads what others typed, and not twice what they spoke", () => {
    const data = { text: "hello", input_type: "chat", final: true, user_id: "guest-2" };
    const typed = { type: "typed", text: "hello", at: NOW, by: "guest-2" };
    expect(meaningOf({ type: "user-input", data }, NOW)).toEqual(typed);
    const spoken = { ...data, input_type: "transcription" };
    expect(meaningOf({ type: "user-input", data: spoken }, NOW)).toBeNull();
  });

  it("reads which words only showed that somebody listens, and which are answered", () => {
    const data = { text: "mhm", input_type: "backchannel", final: true, user_id: "" };
    expect(meaningOf({ type: "user-input", data }, NOW)).toEqual({ type: "aside", text: "mhm" });
    const taken = { type: "user-llm-text", data: { text: "yes" } };
    expect(meaningOf(taken, NOW)).toEqual({ type: "taken-up", text: "yes" });
  });

  it("learns how far a tool is", () => {
    const own = (data: object) => meaningOf({ type: "server-message", data }, NOW);
    const told = { type: "tool-progress", call_id: "c1", done: 3, total: 12, note: " page 3 " };
    expect(own(told)).toEqual({
      type: "tool-progress",
      callId: "c1",
      progress: { share: 0.25, note: "page 3" },
    });
    expect(own({ ...told, total: null, note: null })).toMatchObject({
      progress: { share: null, note: "" },
    });
    expect(own({ ...told, done: 40 })).toMatchObject({ progress: { share: 1 } });
    expect(own({ ...told, call_id: 7 })).toBeNull();
  });

  it("learns that sound is being kept, and what was changed", () => {
    const own = (data: object) => meaningOf({ type: "server-message", data }, NOW);
    expect(own({ type: "recording", on: true })).toEqual({ type: "recording", on: true });
    expect(own({ type: "changed", voice: "ann", brain: 7, new: "x" })).toEqual({
      type: "changed",
      setup: { voice: "ann" },
    });
  });

  it("passes on why something could not be changed", () => {
    const data = { type: "not-changed", message: "There is no such voice." };
    expect(meaningOf({ type: "server-message", data }, NOW)).toEqual({
      type: "note",
      text: "There is no such voice.",
    });
  });

  it("takes an unknown reason for a plain hang-up", () => {
    const data = { type: "ending", reason: "full-moon", message: "Bye." };
    expect(meaningOf({ type: "server-message", data }, NOW)).toMatchObject({ reason: "hung-up" });
  });

  it("never shows what an error says", () => {
    const data = { error: "Traceback: boom", fatal: true };
    expect(meaningOf({ type: "error", data }, NOW)).toEqual({ type: "fault", fatal: true });
  });

  it.each<AgentMessage>([
    { type: "from-the-future", data: { a: 1 } },
    { type: "bot-output" },
    { type: "bot-output", data: { text: "no id" } },
    { type: "user-transcription", data: { text: "  ", final: true } },
    { type: "user-transcription", data: "text" },
    { type: "server-message", data: null },
    { type: "server-message", data: { type: "conversation", id: "c1" } },
    { type: "server-message", data: { type: "participant-joined", participant: "Anna" } },
    { type: "metrics", data: [] },
  ])("makes nothing of %j", (message) => {
    expect(meaningOf(message, NOW)).toBeNull();
  });
});

describe("a recorded call", () => {
  const lines = (RECORDED as AgentMessage[]).reduce((captions, message) => {
    const meaning = meaningOf(message, NOW);
    return meaning && meaning.type !== "fault" ? caption(captions, meaning) : captions;
  }, NO_CAPTIONS).list;
  const line = ({ who, text, cut }: Caption) => `${who}: ${text}${cut ? " /cut/" : ""}`;

  it("reads as it was spoken", () => {
    expect(lines.map(line)).toEqual([
      "agent: Hello, I am Repartee. What can I do for you?",
      "user: what time is it",
      "agent: It is twenty past ten in the morning.",
      "user: tell me a story",
      "agent: Once upon a time, in a small house by /cut/",
      "user: stop",
      "agent: All right.",
    ]);
  });

  it("leaves nothing unfinished", () => {
    expect(lines.filter(({ final }) => !final)).toEqual([]);
  });
});
