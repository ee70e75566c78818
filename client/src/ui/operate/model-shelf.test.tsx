// @vitest-environment happy-dom
import { act } from "react";
import { expect, it } from "vitest";
import { testServer } from "../../history/test-server";
import { OperateApi } from "../../operate/operate-api";
import { testScreen } from "../test-screen";
import { ModelShelf } from "./model-shelf";

const screen = testScreen();
const server = testServer();
const HERE = { name: "silero", provider: "vad", size_bytes: 2e6, installed: true };
const AWAY = { name: "org/whisper base", size_bytes: 145e6, good_for: "many languages" };
const PULL = "/api/models/org/whisper%20base/pull";

function coming(phase: string) {
  return { name: AWAY.name, phase, fraction: 0.5, bytes_per_sec: 2e6, secs_left: 36, detail: "" };
}

function pressed(label: string): void {
  const button = screen.host.querySelector<HTMLButtonElement>(`[aria-label="${label}"]`);
  expect(button).not.toBeNull();
  act(() => button?.click());
}

it("has a model fetched, tells how far it is, and stops it", async () => {
  const asked = (method: string) => server.asked.some((each) => each.method === method);
  server.answers = {
    "GET /api/models": () => ({
      models: [HERE, AWAY],
      downloads: asked("DELETE") ? [coming("cancelled")] : asked("POST") ? [coming("running")] : [],
    }),
    [`POST ${PULL}`]: coming("starting"),
    [`DELETE ${PULL}`]: coming("cancelled"),
  };
  screen.show(<ModelShelf api={new OperateApi(server.http)} />);
  await screen.until(() => expect(screen.host.textContent).toContain("1 of 2 are here"));
  expect(screen.host.textContent).toContain("145 MB · many languages");
  pressed("Fetch: org/whisper base");
  await screen.until(() =>
    expect(screen.host.textContent).toContain("50 % · 2.0 MB/s · 36 s left"),
  );
  pressed("Stop: org/whisper base");
  await screen.until(() => expect(screen.host.textContent).toContain("Stopped"));
  expect(screen.host.querySelector("progress, [role=progressbar]")).toBeNull();
});

it("says why a model cannot be fetched", async () => {
  server.answers = {
    "GET /api/models": { models: [AWAY], downloads: [] },
    [`POST ${PULL}`]: { status: 403, detail: "Strangers may call, and would fill the disk." },
  };
  screen.show(<ModelShelf api={new OperateApi(server.http)} />);
  await screen.until(() => expect(screen.find("model")).not.toBeNull());
  pressed("Fetch: org/whisper base");
  await screen.until(() => expect(screen.host.textContent).toContain("Strangers may call"));
});
