// @vitest-environment happy-dom
import { act } from "react";
import { expect, it } from "vitest";
import { testServer } from "../../history/test-server";
import { OperateApi } from "../../operate/operate-api";
import { testScreen } from "../test-screen";
import { Operate } from "./operate";

const screen = testScreen();
const server = testServer();
const ANN = { id: "c1", turns: 2, participants: [{ name: "Ann" }] };

it("shows how the server does, and ends a conversation", async () => {
  server.answers = {
    "GET /api/operations": OPERATIONS,
    "GET /api/sessions": () => ({ sessions: server.asked.some(isEnd) ? [] : [ANN] }),
    "DELETE /api/sessions/c1": null,
  };
  screen.show(<Operate api={new OperateApi(server.http)} />);
  await screen.until(() => expect(screen.find("end-session")).not.toBeNull());
  const text = screen.host.textContent ?? "";
  for (const part of ["Ann", "1 of 8", "$0.25 of $2.00", "900 ms", "Voice", "openai", "In trouble"])
    expect(text).toContain(part);
  screen.press("end-session");
  await screen.until(() => expect(screen.host.textContent).toContain("Nobody is talking."));
});

it("shows the figures of the last hour, or of the last day", async () => {
  const asked = () => server.asked.filter(({ path }) => path.includes("hours=")).map(hoursOf);
  server.answers = {
    "GET /api/operations": ({ path }) => ({
      ...OPERATIONS,
      figures: {
        ...OPERATIONS.figures,
        stages: [{ stage: "decided", p50_ms: hoursOf({ path }), p95_ms: 300 }],
      },
    }),
    "GET /api/sessions": { sessions: [] },
  };
  screen.show(<Operate api={new OperateApi(server.http)} />);
  await screen.until(() => expect(screen.find("stage-table")?.textContent).toContain("24 ms"));
  const picker = screen.find("operate-period") as HTMLSelectElement;
  act(() => {
    picker.value = "1";
    picker.dispatchEvent(new Event("change", { bubbles: true }));
  });
  await screen.until(() => expect(screen.find("stage-table")?.textContent).toContain("1 ms"));
  expect(asked()).toEqual([24, 1]);
});

it("lets no new conversation begin, and lets them begin again", async () => {
  const draining = () => server.asked.findLast(isDrain)?.method === "POST";
  server.answers = {
    "GET /api/operations": () => ({ ...OPERATIONS, draining: draining() }),
    "GET /api/sessions": { sessions: [] },
    "POST /api/operations/drain": null,
    "DELETE /api/operations/drain": null,
  };
  screen.show(<Operate api={new OperateApi(server.http)} />);
  const label = () => screen.find("drain")?.textContent;
  await screen.until(() => expect(label()).toBe("Take no new conversations"));
  screen.press("drain");
  await screen.until(() => expect(label()).toBe("Take conversations again"));
  expect(screen.host.textContent).toContain("No new conversation begins.");
  screen.press("drain");
  await screen.until(() => expect(label()).toBe("Take no new conversations"));
});

it("says what the server says where it may not be asked", async () => {
  server.answers = { "GET /api/operations": { status: 403, detail: "Strangers may call." } };
  screen.show(<Operate api={new OperateApi(server.http)} />);
  await screen.until(() => expect(screen.host.textContent).toContain("Strangers may call."));
});

function hoursOf({ path }: { path: string }): number {
  return Number(path.split("hours=")[1]);
}

function isEnd({ method }: { method: string }): boolean {
  return method === "DELETE";
}

function isDrain({ path }: { path: string }): boolean {
  return path.endsWith("/drain");
}

const OPERATIONS = {
  sessions: { active: 1, held: 0, limit: 8 },
  load: { cpus: 2, load: 0.4, memory_bytes: 2e8 },
  spent_today_usd: 0.25,
  budget_per_day_usd: 2,
  health: { brain: "degraded" },
  figures: {
    waits: { count: 9, p50_ms: 400, p95_ms: 900, p99_ms: 1200 },
    errors: [{ type: "Voice", count: 1 }],
    costs: [{ day: "2026-03-01", provider: "openai", usd: 0.25 }],
  },
  missing: "",
};
