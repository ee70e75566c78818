// @vitest-environment happy-dom
import { act } from "react";
import { describe, expect, it, vi } from "vitest";
import { STRINGS } from "../strings";
import { Outcome } from "./outcome";
import { captionLine } from "./sample";
import { testScreen } from "./test-screen";

const screen = testScreen();
const { find, press } = screen;

describe("a written result", () => {
  async function show(text: string) {
    // What reads Markdown is fetched when it is first needed.
    await act(async () => {
      screen.show(
        <Outcome caption={captionLine(1, { who: "work", by: "Team", about: "shops", text })} />,
      );
      await import("./markdown");
    });
    await vi.waitFor(() => expect(screen.host.querySelector("h3")).not.toBeNull());
  }

  it("is shown as it is meant to be read", async () => {
    await show("# Shops\n\n- **Cheap**\n- Near\n");
    expect(screen.host.querySelector("h3")?.textContent).toBe("Shops");
    expect([...screen.host.querySelectorAll("li")].map((each) => each.textContent)).toEqual([
      "Cheap",
      "Near",
    ]);
  });

  it("runs and loads nothing that somebody wrote into it", async () => {
    const link = "[here](javascript:alert(1)) [there](https://example.org)";
    await show(
      `# A\n\n<img src="https://e.org/a"><b onclick="x()">b</b>\n\n![dog](/x.png)\n\n${link}`,
    );
    expect(screen.host.querySelector("img, b, [onclick], script")).toBeNull();
    expect(screen.host.textContent).toContain("dog");
    const links = [...screen.host.querySelectorAll("a")];
    expect(links.every(({ href }) => !href || href.startsWith("https://"))).toBe(true);
    expect(links.find(({ text }) => text === "there")?.rel).toBe("noreferrer noopener");
  });

  it("is whole at the press of a button if it is long", async () => {
    await show("# Long\n\n".concat("A sentence. ".repeat(100)));
    expect(find("written")?.dataset.cut).toBe("true");
    press("show-all");
    expect(find("written")?.dataset.cut).toBe("false");
    expect(find("show-all")?.textContent).toBe(STRINGS.showLess);
  });

  it("needs no button if it is short", async () => {
    await show("# Short\n\nIt is 42.");
    expect(find("show-all")).toBeNull();
  });
});
