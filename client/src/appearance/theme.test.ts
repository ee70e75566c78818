// @vitest-environment happy-dom
import { beforeEach, describe, expect, it } from "vitest";
import { isTheme, wear } from "./theme";

const bars = () =>
  [...document.querySelectorAll<HTMLMetaElement>("meta")].map(({ media }) => media);

describe("the theme", () => {
  beforeEach(() => {
    document.head.innerHTML = `
      <meta name="theme-color" data-of="light"><meta name="theme-color" data-of="dark">`;
  });

  it("is the person's where they chose one, and colours the browser's bar as well", () => {
    wear("dark");
    expect(document.documentElement.dataset.theme).toBe("dark");
    expect(bars()).toEqual(["not all", "all"]);
  });

  it("is the system's otherwise", () => {
    wear("light");
    wear("system");
    expect(document.documentElement.dataset.theme).toBeUndefined();
    expect(bars()).toEqual(["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"]);
  });

  it("is none of what another version of the page may have stored", () => {
    expect(["system", "sepia", null, {}].map(isTheme)).toEqual([true, false, false, false]);
  });
});
