// @vitest-environment happy-dom
import { expect, it } from "vitest";
import { testScreen } from "../test-screen";
import { Waterfall } from "./waterfall";

const screen = testScreen();

it("shows where the time went, bar after bar, and the whole", () => {
  screen.show(<Waterfall stepsMs={{ decided: 200, first_token: 300, heard: 400 }} />);
  const rows = [...screen.host.querySelectorAll("li")].map((row) => row.textContent);
  expect(rows).toEqual([
    "Turn decided200 ms",
    "First token100 ms",
    "Heard100 ms",
    "Answered in400 ms",
  ]);
  const bars = [...screen.host.querySelectorAll<HTMLElement>("[data-stage]")];
  expect(bars.map(({ style }) => style.inlineSize)).toEqual(["50%", "25%", "25%"]);
});

it("can be compared with slower ones, and shows nothing where nothing was heard", () => {
  screen.show(<Waterfall stepsMs={{ heard: 400 }} scaleMs={800} />);
  expect(screen.host.querySelector<HTMLElement>("[data-stage]")?.style.inlineSize).toBe("50%");
  screen.show(<Waterfall stepsMs={{ decided: 200 }} />);
  expect(screen.host.querySelector("ol")).toBeNull();
});
