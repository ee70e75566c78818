// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from "vitest";
import { browserMemory } from "../memory/browser-memory";
import { knownPerson } from "./known-person";
import { isPersonKey, newPersonKey } from "./person";

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
});

it("is a secret of 128 bits, another for each browser", () => {
  const [one, other] = [newPersonKey(), newPersonKey()];
  expect(isPersonKey(one)).toBe(true);
  expect(one).not.toBe(other);
});

it("is the same each time, until the person wants to be unknown", () => {
  const key = knownPerson();
  expect(isPersonKey(key)).toBe(true);
  expect(knownPerson()).toBe(key);
  browserMemory.unknown.set(true);
  expect(knownPerson()).toBeNull();
  // What is stored can still be seen and removed by it.
  expect(browserMemory.person.get()).toBe(key);
});

it("is none where the browser keeps nothing: it would be another each time", () => {
  vi.stubGlobal("localStorage", {
    getItem: () => null,
    setItem: () => {
      throw new DOMException("full", "QuotaExceededError");
    },
  });
  expect(knownPerson()).toBeNull();
});
