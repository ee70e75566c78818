import { describe, expect, it } from "vitest";
import { STRINGS } from "../strings";
import { problemOfMicrophone, problemOfRequest } from "./problem";

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
