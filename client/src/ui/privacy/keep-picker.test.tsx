// @vitest-environment happy-dom
import { expect, it, vi } from "vitest";
import type { Keep, KeepRules } from "../../privacy/keep";
import { testScreen } from "../test-screen";
import { KeepPicker } from "./keep-picker";

const screen = testScreen();

function shown(rules: KeepRules | undefined, chosen: Keep | null = null) {
  screen.show(<KeepPicker rules={rules} chosen={chosen} onChoose={vi.fn()} />);
  return screen.find("keep-picker") as HTMLSelectElement | null;
}

it("offers what the server allows, with what is usual chosen", () => {
  const picker = shown({ offered: ["nothing", "text"], usual: "text" });
  expect([...(picker?.options ?? [])].map(({ value }) => value)).toEqual(["nothing", "text"]);
  expect(picker?.value).toBe("text");
});

it("remembers a choice, as long as the server allows it", () => {
  expect(shown({ offered: ["nothing", "text"], usual: "text" }, "nothing")?.value).toBe("nothing");
  expect(shown({ offered: ["nothing", "text"], usual: "text" }, "audio")?.value).toBe("text");
});

it("asks nothing where there is no choice, or an older server tells none", () => {
  expect(shown({ offered: ["nothing"], usual: "nothing" })).toBeNull();
  expect(shown(undefined)).toBeNull();
});
