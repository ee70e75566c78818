// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, vi } from "vitest";
import { HistoryApi } from "../../history/history-api";
import { testServer } from "../../history/test-server";
import { HISTORY, REPLAY } from "../../strings";
import { testScreen } from "../test-screen";
import { Conversations } from "./conversations";

const screen = testScreen();
const server = testServer();
const { find, type, until } = screen;
const api = new HistoryApi(server.http);

const conversation = (id: string, how: object = {}) => ({
  id,
  preview: `said in ${id}`,
  began_at: "2026-03-01T12:00:00Z",
  ended_at: "2026-03-01T12:04:00Z",
  turns: 2,
  secs: 64,
  ...how,
});
const EVENTS = [
  { kind: "session-started", sitting: 1 },
  { kind: "user-turn", turn: 1, text: "tell me a story", span: { begin: 1.5, end: 3 } },
  { kind: "agent-turn", turn: 1, generated: "Once upon a time.", heard: "Once upon", cut: true },
  { kind: "turn-measured", turn: 1, steps_ms: { decided: 200, heard: 450 } },
  { kind: "from-the-future" },
  { kind: "recording-made", sitting: 1, file: "x", secs: 9 },
].map((event, place) => ({ number: place + 1, event }));

const all = (testId: string) => [
  ...screen.host.querySelectorAll<HTMLElement>(`[data-testid="${testId}"]`),
];
const busy = () => screen.host.textContent?.includes(HISTORY.loading);
const settled = () => until(() => expect(busy()).toBe(false));

async function show(onContinue?: (id: string) => void) {
  screen.show(<Conversations api={api} onContinue={onContinue && (({ id }) => onContinue(id))} />);
  await settled();
}

async function press(testId: string) {
  screen.press(testId);
  await settled();
}

beforeEach(() => {
  server.answers = {
    "GET /api/conversations": {
      items: [conversation("a", { has_audio: true }), conversation("b")],
    },
    "GET /api/conversations/a/events": { events: EVENTS },
  };
});

describe("the list", () => {
  it("shows what was said first, and grows page by page", async () => {
    server.answers["GET /api/conversations"] = ({ path }) =>
      path.includes("cursor=p2")
        ? { items: [conversation("c")], cursor: "" }
        : { items: [conversation("a"), conversation("b")], cursor: "p2" };
    await show();
    expect(all("history-entry").map((each) => each.textContent)[0]).toContain("said in a");
    await press("history-more");
    expect(all("history-entry")).toHaveLength(3);
    expect(find("history-more")).toBeNull();
  });

  it("finds words, and marks them", async () => {
    await show();
    server.answers["GET /api/conversations"] = {
      items: [
        conversation("a", {
          snippet: [
            ["a ", false],
            ["<b>red</b>", true],
          ],
        }),
      ],
    };
    type("history-search", "red");
    await press("history-find");
    expect(server.asked.at(-1)?.path).toBe("/api/conversations?q=red");
    // What somebody said is never taken for markup.
    expect(find("history-snippet")?.querySelector("mark")?.textContent).toBe("<b>red</b>");
  });

  it("says so where nothing is kept yet", async () => {
    server.answers["GET /api/conversations"] = { items: [] };
    await show();
    expect(find("history-empty")?.textContent).toBe(HISTORY.none);
  });

  it("passes on why the server refuses", async () => {
    server.answers["GET /api/conversations"] = { status: 403, detail: "Strangers may call." };
    await show();
    expect(find("history-failure")?.textContent).toContain("Strangers may call.");
  });
});

describe("a conversation", () => {
  it("is read, with an answer that was cut marked at the word", async () => {
    await show();
    await press("history-entry");
    const cut = all("history-line").find((each) => each.dataset.cut === "true");
    expect(cut?.querySelector('[data-testid="line-text"]')?.textContent).toBe("Once upon");
    expect(cut?.querySelector("s")?.textContent).toBe("a time.");
    expect(cut?.querySelector('[data-testid="waterfall"]')?.textContent).toContain("450 ms");
  });

  it("plays from where something was said, and shows the line", async () => {
    await show();
    await press("history-entry");
    const player = find("history-audio") as HTMLAudioElement;
    player.play = vi.fn(async () => undefined);
    await press("line-play");
    expect(player.getAttribute("src")).toContain("/api/conversations/a/audio?sitting=1");
    expect(player.currentTime).toBe(1.5);
    expect(player.play).toHaveBeenCalledOnce();
    expect(find("replay-line")?.textContent).toBe("You: tell me a story");
    const current = all("history-line").filter(
      (each) => each.getAttribute("aria-current") === "true",
    );
    expect(current.map((each) => each.dataset.who)).toEqual(["user"]);
  });

  it("is replayed by its times where no sound is kept", async () => {
    server.answers["GET /api/conversations"] = { items: [conversation("a")] };
    await show();
    await press("history-entry");
    await press("replay-next");
    expect(find("waveform")?.getAttribute("aria-valuetext")).toBe(
      "0:01 of 0:03. You: tell me a story",
    );
    expect(find("replay")?.textContent).toContain(REPLAY.silent);
    expect(find("history-audio")?.getAttribute("src")).toBeNull();
  });

  it("is looked through for words", async () => {
    await show();
    await press("history-entry");
    type("find-line", "STORY");
    await settled();
    expect(find("find-count")?.textContent).toBe("1 found");
    await press("find-next");
    expect(find("find-count")?.textContent).toBe("1 of 1");
    const shown = all("history-line").filter((each) => each.dataset.shown === "true");
    expect(shown.map((each) => each.querySelector("mark")?.textContent)).toEqual(["story"]);
  });

  it("that has just been hung up can be continued as soon as it is over", async () => {
    const hungUp = { items: [conversation("a", { ended_at: null })] };
    server.answers["GET /api/conversations"] = hungUp;
    await show(vi.fn());
    await press("history-entry");
    expect(find("history-continue")).toBeNull();
    const over = { items: [conversation("a", { last_at: "2026-03-01T12:04:00Z" })] };
    const last = { number: 99, event: { kind: "user-turn", turn: 2, text: "goodbye" } };
    server.answers["GET /api/conversations"] = over;
    server.answers["GET /api/conversations/a/events"] = { events: [last] };
    await until(() => expect(find("history-continue")).not.toBeNull());
    // What was written of it meanwhile is there, too.
    await until(() => expect(find("history-lines")?.textContent).toContain("goodbye"));
    expect(server.asked.at(-1)?.path).toContain(`after=${EVENTS.length}`);
  });

  it("is renamed", async () => {
    server.answers["PATCH /api/conversations/a"] = null;
    await show();
    await press("history-entry");
    await press("history-rename");
    type("rename-name", " The story ");
    await press("rename-save");
    await until(() => expect(find("history-title")?.textContent).toBe("The story"));
    expect(server.asked.at(-1)).toMatchObject({ method: "PATCH", body: { title: "The story" } });
    expect(all("history-entry")[0]?.textContent).toContain("The story");
  });

  it("is forgotten only after a second yes", async () => {
    server.answers["DELETE /api/conversations/a"] = null;
    await show();
    await press("history-entry");
    await press("history-forget");
    await press("confirm-no");
    expect(server.asked.some(({ method }) => method === "DELETE")).toBe(false);
    await press("history-forget");
    await press("confirm-yes");
    await until(() => expect(all("history-entry")).toHaveLength(1));
    expect(find("history-reader")).toBeNull();
  });

  it("stays where forgetting it failed, and says why", async () => {
    server.answers["DELETE /api/conversations/a"] = { status: 409, detail: "It goes on." };
    await show();
    await press("history-entry");
    await press("history-forget");
    await press("confirm-yes");
    await until(() => expect(find("history-failure")?.textContent).toBe("It goes on."));
    expect(all("history-entry")).toHaveLength(2);
  });

  it("is continued, unless it goes on or there is a call", async () => {
    const onContinue = vi.fn();
    await show(onContinue);
    await press("history-entry");
    await press("history-continue");
    expect(onContinue).toHaveBeenCalledWith("a");
    await show();
    expect(find("history-continue")).toBeNull();
  });

  it("can be taken away in every form", async () => {
    await show();
    await press("history-entry");
    for (const format of ["json", "markdown", "webvtt", "zip"]) {
      const link = find(`export-${format}`) as HTMLAnchorElement;
      expect(link.href).toBe(`http://localhost:7860/api/conversations/a/export?format=${format}`);
    }
  });
});
