// @vitest-environment happy-dom
import { describe, expect, it, vi } from "vitest";
import type { Assignment } from "../assignments/assignment";
import { assignment } from "../assignments/sample";
import { STRINGS } from "../strings";
import { testScreen } from "./test-screen";
import { Work } from "./work";

const screen = testScreen();
const { find, press } = screen;

describe("work beside the talk", () => {
  function show(work: readonly Assignment[], connected = true) {
    const onWish = vi.fn();
    screen.show(<Work work={work} connected={connected} onWish={onWish} />);
    return onWish;
  }

  it("takes no room where there is none", () => {
    show([]);
    expect(screen.host.innerHTML).toBe("");
  });

  it("tells what is done, and how far it is", () => {
    show([assignment({ note: "looking up prices", done: 2, steps: 5 })]);
    expect(find("work")?.dataset).toMatchObject({ desk: "team", state: "working" });
    expect(find("work")?.textContent).toContain("find the answer");
    expect(find("work-progress")?.textContent).toBe("looking up prices · 2 of 5 steps done");
    expect(screen.host.querySelector("progress")?.getAttribute("value")).toBe("0.4");
  });

  it("is paused, and goes on", () => {
    const onWish = show([assignment()]);
    press("work-pause");
    expect(onWish).toHaveBeenLastCalledWith({ desk: "team", wish: "pause" });
    show([assignment({ state: "paused" })]);
    expect(find("work-pause")).toBeNull();
    expect(find("work-resume")?.textContent).toBe(STRINGS.resumeWork);
  });

  it("is dropped, with all that waits", () => {
    const waiting = assignment({ id: 2, state: "waiting", text: "then this" });
    const onWish = show([assignment(), waiting]);
    expect(find("work-waiting")?.textContent).toBe("then this");
    expect(find("work-reset")?.textContent).toBe(STRINGS.resetAllWork);
    press("work-reset");
    expect(onWish).toHaveBeenLastCalledWith({ desk: "team", wish: "reset" });
  });

  it("shows a whole question, which takes yes or no", () => {
    const onWish = show([
      assignment({
        desk: "claude-code",
        state: "asking",
        note: "May it?",
        detail: "Bash: command: make test",
        question: 1,
      }),
    ]);
    expect(find("work-question")?.querySelector("pre")?.textContent).toContain("make test");
    press("answer-no");
    expect(onWish).toHaveBeenLastCalledWith(
      expect.objectContaining({ wish: "answer", id: 1, question: 1, words: "no" }),
    );
  });

  it("cannot be told anything while there is no connection", () => {
    const onWish = show([assignment({ state: "asking", note: "May it?", question: 1 })], false);
    for (const id of ["work-pause", "work-reset", "answer-yes"]) press(id);
    expect(onWish).not.toHaveBeenCalled();
  });
});
