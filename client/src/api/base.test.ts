import { describe, expect, it } from "vitest";
import { apiUrl } from "./base";

describe("apiUrl", () => {
  it.each([
    ["http://localhost:7860/", "http://localhost:7860/start"],
    ["http://localhost:7860/index.html?token=x", "http://localhost:7860/start"],
    ["http://localhost:7860/client/", "http://localhost:7860/start"],
    ["http://localhost:7860/client/#top", "http://localhost:7860/start"],
    ["https://example.org/voice/", "https://example.org/voice/start"],
    ["https://example.org/voice/client/", "https://example.org/voice/start"],
  ])("finds the API of a page at %s", (page, expected) => {
    expect(apiUrl("/start", page)).toBe(expected);
  });

  it("leaves an absolute address alone", () => {
    const elsewhere = "https://media.example.org/api/offer";
    expect(apiUrl(elsewhere, "http://localhost:7860/")).toBe(elsewhere);
  });
});
