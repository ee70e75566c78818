// @vitest-environment happy-dom
import { act } from "react";
import { beforeEach, expect, it, vi } from "vitest";
import { ApiFailure } from "../../api/failure";
import { HistoryApi } from "../../history/history-api";
import { type Summary, summaryOf } from "../../history/summary";
import { testServer } from "../../history/test-server";
import { REPLAY } from "../../strings";
import { testScreen } from "../test-screen";
import { Conversations } from "./conversations";

const screen = testScreen();
const server = testServer();
const { find, press, until } = screen;
const api = new HistoryApi(server.http);
const file = new File(["{}"], "conversation.json");
const bringBack = vi.spyOn(api, "bringBack");

beforeEach(() => {
  bringBack.mockReset();
  server.answers = {
    "GET /api/conversations": { items: [] },
    "GET /api/conversations/old/events": { events: [] },
  };
});

async function drop(): Promise<void> {
  screen.show(<Conversations api={api} />);
  await until(() => expect(find("history-empty")).not.toBeNull());
  const dropped = new Event("drop", { bubbles: true, cancelable: true });
  Object.assign(dropped, { dataTransfer: { types: ["Files"], files: [file] } });
  act(() => void find("import-drop")?.dispatchEvent(dropped));
  await until(() => expect(bringBack).toHaveBeenCalled());
}

it("shows how far it is, and then what came of it", async () => {
  let arrive: (summary: Summary) => void = () => undefined;
  bringBack.mockImplementation((_, { onProgress }) => {
    onProgress(0.5);
    return new Promise((resolve) => {
      arrive = resolve;
    });
  });
  await drop();
  expect(find("import-progress")?.querySelector("progress")?.value).toBe(0.5);
  expect(find("import-progress")?.textContent).toContain(REPLAY.sending(file.name));
  arrive(summaryOf({ id: "old", preview: "brought back" }) as Summary);
  await until(() => expect(find("history-title")?.textContent).toBe("brought back"));
  expect(find("import-progress")).toBeNull();
});

it("takes what is here already as another one, if somebody wants that", async () => {
  bringBack.mockRejectedValueOnce(new ApiFailure("status", 409, "It is kept here."));
  bringBack.mockResolvedValueOnce(summaryOf({ id: "old", preview: "a copy" }) as Summary);
  await drop();
  await until(() => expect(find("history-failure")?.textContent).toBe("It is kept here."));
  press("import-another");
  await until(() => expect(find("history-title")?.textContent).toBe("a copy"));
  expect(bringBack.mock.calls.map(([, { newId }]) => newId)).toEqual([false, true]);
});

it("says in the server's words why it is refused", async () => {
  bringBack.mockRejectedValueOnce(new ApiFailure("status", 422, "It is no export."));
  await drop();
  await until(() => expect(find("history-failure")?.textContent).toBe("It is no export."));
  expect(find("import-another")).toBeNull();
});
