import { describe, expect, it } from "vitest";
import { de } from "./de";
import { en } from "./en";
import { es } from "./es";
import { tongueOf } from "./language";

describe("the page's language", () => {
  it("is the first one wished that the page knows", () => {
    expect(tongueOf([null, "fr-FR", "de-AT", "en"])).toEqual({ language: "de", locale: "de-AT" });
  });

  it("is English for none", () => {
    expect(tongueOf([null, "tlh", ""])).toEqual({ language: "en", locale: "en" });
  });

  it("survives what is no language tag", () => {
    expect(tongueOf(["de-<script>", "es"])).toEqual({ language: "es", locale: "es" });
    expect(tongueOf(["constructor"]).language).toBe("en");
  });
});

/** Every path to a word, with the word; functions by what they say of 2 and "x". */
function words(catalogue: object, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(catalogue)) {
    const at = `${path}.${key}`;
    if (typeof value === "string") found.set(at, value);
    else if (typeof value === "object") for (const each of words(value, at)) found.set(...each);
  }
  return found;
}

describe.each([
  ["German", de],
  ["Spanish", es],
])("%s", (_, catalogue) => {
  it("has words where English has some, and none more", () => {
    const said = words(catalogue);
    for (const [path, english] of words(en)) {
      expect(said.has(path), path).toBe(true);
      expect(Boolean(said.get(path)), path).toBe(Boolean(english));
    }
    expect([...said.keys()]).toEqual([...words(en).keys()]);
  });
});
