import { describe, expect, it } from "vitest";
import type { ServerInfo } from "../api/types";
import { chosenOf, isHealthy, stillOffered } from "./offered";

const INFO = {
  voices: [{ id: "ann", label: "Ann" }],
  brains: [
    { id: "openai", label: "OpenAI" },
    { id: "ollama", label: "Ollama" },
  ],
  languages: ["en", "de"],
} as ServerInfo;

describe("what was chosen another day", () => {
  it("counts where the server still offers it", () => {
    const chosen = { voice: "ann", brain: "gone", persona: "pirate", language: "de" };
    expect(stillOffered(chosen, INFO)).toEqual({ voice: "ann", language: "de" });
  });

  it("is left alone while nobody knows what the server offers", () => {
    expect(stillOffered({ voice: "x" }, null)).toEqual({ voice: "x" });
  });

  it("is nothing where something else was stored", () => {
    expect(chosenOf({ voice: "ann", brain: 7, persona: "", other: "x" })).toEqual({ voice: "ann" });
    for (const nonsense of [null, "x", 3]) expect(chosenOf(nonsense)).toBeNull();
  });
});

describe("a brain", () => {
  it("cannot be had while it does not answer, the first by its part's name", () => {
    const health = { brain: "degraded", "brain-ollama": "healthy" };
    expect(isHealthy("openai", INFO, health)).toBe(false);
    expect(isHealthy("ollama", INFO, health)).toBe(true);
    expect(isHealthy("ollama", INFO, { brain: "healthy", "brain-ollama": "degraded" })).toBe(false);
  });

  it("is taken for healthy where nobody knows better", () => {
    expect(isHealthy("ollama", INFO, {})).toBe(true);
  });
});
