import { describe, expect, it } from "vitest";
import { STRINGS } from "../strings";
import { problem, problemAfter, problemOfMicrophone, problemOfRequest } from "./problem";

describe("problemOfMicrophone", () => {
  it.each([
    ["InsecureContextError", "insecure"],
    ["NotAllowedError", "mic-denied"],
    ["NotFoundError", "mic-missing"],
    ["OverconstrainedError", "mic-missing"],
    ["NotReadableError", "mic-busy"],
    ["SomethingNew", "mic-failed"],
  ])("explains %s as %s, and offers to go on by typing", (name, code) => {
    expect(problemOfMicrophone(name)).toMatchObject({ code, remedy: "type-only" });
  });
});

describe("problemAfter", () => {
  const failed = {
    type: "part-changed",
    part: "brain",
    works: false,
    text: "Groq fails.",
  } as const;
  const works = { ...failed, works: true, text: "Groq is back." } as const;

  it("tells of a part that nobody replaces, in the server's words, and offers to choose", () => {
    expect(problemAfter(null, failed)).toMatchObject({
      code: "part-failed",
      remedy: "choose-part",
      detail: "Groq fails.",
    });
  });

  it("is over when somebody does its work, and with the call", () => {
    const now = problemAfter(null, failed);
    expect(problemAfter(now, works)).toBeNull();
    expect(problemAfter(now, { type: "ended", reason: "you", at: 0 })).toBeNull();
    expect(problemAfter(now, { type: "agent-started" })).toBe(now);
  });

  it("leaves every other problem alone", () => {
    const silent = problem("mic-silent");
    expect(problemAfter(silent, works)).toBe(silent);
  });
});

describe("a server that is about to stop", () => {
  const soon = problemAfter(null, { type: "draining", on: true });

  it("is told of while the conversation goes on, and once it is over or not so any more", () => {
    expect(soon).toMatchObject({ code: "server-stopping", remedy: "dismiss" });
    expect(problemAfter(soon, { type: "agent-started" })).toBe(soon);
    expect(problemAfter(soon, { type: "draining", on: false })).toBeNull();
    expect(problemAfter(soon, { type: "ended", reason: "you", at: 0 })).toBeNull();
  });

  it("does not hide what it is, when it stays, of other problems", () => {
    const silent = problem("mic-silent");
    expect(problemAfter(silent, { type: "draining", on: false })).toBe(silent);
  });

  it("tells who wants to begin when to try again, in their language", () => {
    const failure = { kind: "status", status: 503, detail: "Stops.", retryAfterSecs: 30 } as const;
    expect(problemOfRequest({ ...failure, code: "draining" })).toEqual({
      code: "server-draining",
      remedy: "try-again",
      detail: "",
      retryAfterSecs: 30,
    });
  });
});

describe("problemOfRequest", () => {
  const status = (code: number, detail = "", retryAfterSecs = 0) =>
    problemOfRequest({ kind: "status", status: code, detail, retryAfterSecs });

  it("keeps the words of a server that is full", () => {
    expect(status(503, "All 4 lines are busy.", 30)).toEqual({
      code: "server-full",
      remedy: "try-again",
      detail: "All 4 lines are busy.",
      retryAfterSecs: 30,
    });
  });

  it.each([
    [401, "no-access"],
    [403, "refused"],
    [429, "server-full"],
    [422, "refused"],
    [500, "refused"],
  ])("explains status %d as %s", (code, expected) => {
    expect(status(code).code).toBe(expected);
  });

  it("tells a wrong token from a missing one", () => {
    const failure = { kind: "status", status: 401, detail: "", retryAfterSecs: 0 } as const;
    expect(problemOfRequest({ ...failure, wrongToken: true }).code).toBe("wrong-token");
    expect(problemOfRequest({ ...failure, wrongToken: false }).code).toBe("no-access");
  });

  it("tells a day whose budget is used up from busy lines", () => {
    const failure = { kind: "status", status: 503, detail: "", retryAfterSecs: 0 } as const;
    expect(problemOfRequest({ ...failure, code: "budget-spent" }).code).toBe("budget-spent");
    expect(problemOfRequest({ ...failure, code: "" }).code).toBe("server-full");
  });

  it("tells a missing server from something that answers in its place", () => {
    const failure = { status: 0, detail: "", retryAfterSecs: 0 };
    expect(problemOfRequest({ ...failure, kind: "unreachable" }).code).toBe("server-gone");
    expect(problemOfRequest({ ...failure, kind: "unreadable" }).code).toBe("bad-answer");
  });
});

it("has a title and advice for every problem", () => {
  for (const { title, text } of Object.values(STRINGS.problems)) {
    expect(title).not.toMatch(/[.!]$/);
    expect(text).toMatch(/\.$/);
  }
});
