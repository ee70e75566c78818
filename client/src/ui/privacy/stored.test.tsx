// @vitest-environment happy-dom
import { act } from "react";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { HistoryApi } from "../../history/history-api";
import { testServer } from "../../history/test-server";
import { browserMemory } from "../../memory/browser-memory";
import { PrivacyApi } from "../../privacy/privacy-api";
import { PRIVACY } from "../../strings";
import { testScreen } from "../test-screen";
import { Stored } from "./stored";

const screen = testScreen();
const server = testServer();
const { find, press, until } = screen;
const KEY = "0123456789abcdef0123456789abcdef";
const PRIVATE = {
  kept: "audio",
  keep_days: 90,
  recordings_keep_days: 0,
  redacted: ["cards"],
  memory: true,
  conversations: 12,
  bytes: 1_843_200,
};

async function show() {
  screen.show(<Stored api={new PrivacyApi(server.http)} history={new HistoryApi(server.http)} />);
  await until(() => expect(find("stored") ?? find("history-failure")).not.toBeNull());
}

const facts = () =>
  [...screen.host.querySelectorAll('[data-testid="fact"]')].map((each) => each.textContent);

beforeEach(() => {
  browserMemory.person.set(KEY);
  server.answers = {
    "GET /api/privacy": PRIVATE,
    "GET /api/facts": { facts: [{ id: "1", subject: "car", value: "on level three" }] },
  };
});
afterEach(() => localStorage.clear());

describe("what is stored", () => {
  it("is told with how much it is, and for how long", async () => {
    await show();
    const told = find("stored-figures")?.textContent;
    for (const each of ["12 (1.8 MB)", "90 days", PRIVACY.forEver, "card numbers"]) {
      expect(told).toContain(each);
    }
  });

  it("is forgotten as a whole after a second yes", async () => {
    server.answers["DELETE /api/conversations"] = null;
    await show();
    press("forget-all");
    server.answers["GET /api/privacy"] = { ...PRIVATE, conversations: 0 };
    press("confirm-yes");
    await until(() => expect(find("stored-figures")?.textContent).toContain("ConversationsNone"));
    expect((find("forget-all") as HTMLButtonElement).disabled).toBe(true);
  });

  it("is told without figures where strangers may call", async () => {
    server.answers["GET /api/privacy"] = { ...PRIVATE, conversations: null, bytes: null };
    await show();
    expect(find("stored-figures")?.textContent).toContain("90 days");
    expect(find("stored-figures")?.textContent).not.toContain(PRIVACY.conversations);
    expect(find("forget-all")).toBeNull();
  });

  it("tells why it cannot be told", async () => {
    server.answers["GET /api/privacy"] = { status: 403, detail: "Strangers may call." };
    await show();
    expect(find("history-failure")?.textContent).toContain("Strangers may call.");
  });
});

describe("what is remembered of the person", () => {
  it("is shown to whoever has their key", async () => {
    await show();
    await until(() => expect(facts()).toEqual(["caron level three"]));
    const { headers } = server.asked.find(({ path }) => path === "/api/facts") ?? {};
    expect(Object.values(headers ?? {})).toContain(KEY);
  });

  it("is changed and removed", async () => {
    server.answers["PATCH /api/facts/1"] = null;
    server.answers["DELETE /api/facts/1"] = null;
    await show();
    await until(() => expect(facts()).toHaveLength(1));
    press("fact-edit");
    press("fact-save");
    await until(() =>
      expect(server.asked.find(({ method }) => method === "PATCH")?.body).toEqual({
        subject: "car",
        value: "on level three",
      }),
    );
    server.answers["GET /api/facts"] = { facts: [] };
    press("fact-remove");
    await until(() => expect(find("facts-hint")?.textContent).toBe(PRIVACY.noFacts));
  });

  it("is added by hand, also by somebody who never talked here", async () => {
    localStorage.clear();
    server.answers["GET /api/facts"] = { facts: [] };
    server.answers["POST /api/facts"] = { id: "2" };
    await show();
    await until(() => expect(find("facts-hint")?.textContent).toBe(PRIVACY.noFacts));
    expect(server.asked.some(({ path }) => path === "/api/facts")).toBe(false);
    press("fact-add");
    screen.type("fact-subject", " dog ");
    screen.type("fact-value", "Rex");
    server.answers["GET /api/facts"] = { facts: [{ id: "2", subject: "dog", value: "Rex" }] };
    press("fact-save");
    await until(() => expect(facts()).toEqual(["dogRex"]));
    const told = server.asked.find(({ method }) => method === "POST");
    expect(told?.body).toEqual({ subject: "dog", value: "Rex" });
    expect(told?.headers["X-Repartee-Person"]).toBe(browserMemory.person.get());
    expect(document.activeElement).toBe(find("fact-add"));
  });

  it("that was not to be changed stays as it was", async () => {
    await show();
    await until(() => expect(facts()).toHaveLength(1));
    press("fact-edit");
    screen.type("fact-value", "sold");
    const leave = new KeyboardEvent("keydown", { key: "Escape", bubbles: true });
    act(() => void find("fact-value")?.dispatchEvent(leave));
    expect(facts()).toEqual(["caron level three"]);
    expect(document.activeElement).toBe(find("fact-edit"));
  });

  it("ends when they want to be unknown; what is there can still be removed", async () => {
    await show();
    press("remember-me");
    expect(browserMemory.unknown.get()).toBe(true);
    await until(() => expect(facts()).toHaveLength(1));
  });

  it("is nothing on a server that remembers nobody", async () => {
    server.answers["GET /api/privacy"] = { ...PRIVATE, memory: false };
    await show();
    expect(screen.host.textContent).toContain(PRIVACY.noMemory);
    expect(find("remember-me")).toBeNull();
  });
});
