// @vitest-environment happy-dom
import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import { NO_CALL } from "../call/state";
import type { Caption } from "../captions/captions";
import { type ProblemCode, problem } from "../problems/problem";
import { STRINGS } from "../strings";
import { Composer } from "./composer";
import { ProblemNotice } from "./problem-notice";
import { captionLine as line } from "./sample";
import { testScreen } from "./test-screen";
import { Transcript } from "./transcript";

const screen = testScreen();
const { find, show } = screen;

describe("the transcript", () => {
  const transcript = (captions: Caption[], onSay = vi.fn()) => (
    <Transcript
      captions={captions}
      call={NO_CALL}
      phrases={[{ title: "Clock", phrases: ["what time is it"] }]}
      onSay={onSay}
    />
  );

  it("marks an interrupted answer", () => {
    show(transcript([line(1, { text: "Once upon", cut: true })]));
    expect(find("caption")?.dataset).toMatchObject({ who: "agent", final: "true", cut: "true" });
    expect(find("caption")?.textContent).toContain(`— ${STRINGS.interrupted}`);
  });

  it("marks the word that is being spoken, and shows what follows", () => {
    const spoken = { text: "It is", now: "is", rest: "noon.", final: false };
    show(transcript([line(1, spoken)]));
    expect(find("caption-text")?.textContent).toBe("It is");
    expect(find("caption-text")?.querySelector("mark")?.textContent).toBe("is");
    expect(find("caption-rest")?.textContent).toBe(" noon.");
  });

  it("shows a tool's long result whole at the press of a button", async () => {
    const whole = "# Found\n\n".concat("A finding. ".repeat(30));
    show(transcript([line(1, { who: "tool", text: "search → # Found…", whole })]));
    expect(find("tool")?.textContent).not.toContain(whole.slice(-40));
    await act(async () => {
      find("show-all")?.click();
      await import("./markdown");
    });
    await vi.waitFor(() => expect(screen.host.querySelector("h3")).not.toBeNull());
  });

  it("reads out whole sentences only", () => {
    show(transcript([line(1, {}), line(2, { text: "What can", final: false })]));
    const log = screen.host.querySelector('[role="log"]');
    expect(log?.getAttribute("aria-live")).toBe("polite");
    expect(log?.textContent).toBe(`${STRINGS.product}: Hello`);
  });

  it("offers something to say before anything was said", () => {
    const onSay = vi.fn();
    show(transcript([], onSay));
    act(() => find("example")?.click());
    expect(onSay).toHaveBeenCalledWith("what time is it");
  });
});

describe("a problem", () => {
  it.each(Object.keys(STRINGS.problems) as ProblemCode[])("%s has words and one button", (code) => {
    const onSolve = vi.fn();
    show(<ProblemNotice problem={problem(code)} onSolve={onSolve} />);
    expect(find("error")?.dataset.error).toBe(code);
    expect(find("error")?.textContent).toContain(STRINGS.problems[code].text);
    expect(screen.host.querySelectorAll("button")).toHaveLength(1);
    act(() => find("remedy")?.click());
    expect(onSolve).toHaveBeenCalledWith(problem(code).remedy);
  });

  it("prefers the server's own words", () => {
    show(<ProblemNotice problem={problem("server-full", "Busy.", 30)} onSolve={vi.fn()} />);
    expect(find("error")?.querySelector("p")?.textContent).toBe("Busy.");
  });

  it("says when to try again where the server's words are missing", () => {
    show(<ProblemNotice problem={problem("server-full", "", 30)} onSolve={vi.fn()} />);
    expect(find("error")?.textContent).toContain(STRINGS.retryIn(30));
  });
});

describe("typing", () => {
  const type = (text: string) => screen.type("text-input", text);

  it("sends what was typed, then clears the field", () => {
    const onSay = vi.fn();
    show(<Composer callState="listening" onSay={onSay} />);
    type("what time is it");
    act(() => find("send")?.click());
    expect(onSay).toHaveBeenCalledWith("what time is it");
    expect((find("text-input") as HTMLInputElement).value).toBe("");
  });

  it("waits while there is no connection, and keeps the words", () => {
    const onSay = vi.fn();
    show(<Composer callState="lost" onSay={onSay} />);
    type("hello");
    act(() => screen.host.querySelector("form")?.requestSubmit());
    expect(onSay).not.toHaveBeenCalled();
    expect((find("text-input") as HTMLInputElement).value).toBe("hello");
  });
});
