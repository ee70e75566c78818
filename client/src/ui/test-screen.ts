import { act, type ReactNode } from "react";
import { createRoot, type Root } from "react-dom/client";
import { afterEach, beforeEach, vi } from "vitest";

/** What tests look at: parts of the page, in a document of their own for each test. */
export interface TestScreen {
  readonly host: HTMLElement;
  show(node: ReactNode): void;
  find(testId: string): HTMLElement | null;
  press(testId: string): void;
  type(testId: string, text: string): void;
  /** Wait for what comes of answers that are on their way. */
  until(check: () => void): Promise<void>;
}

const LONGEST_MS = 30_000;
const LOOK_MS = 5;

/** Prepare a screen before each test of a file, and clear it after. */
export function testScreen(): TestScreen {
  let host: HTMLElement;
  let root: Root;

  beforeEach(() => {
    vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
    host = document.body.appendChild(document.createElement("div"));
    root = createRoot(host);
  });

  afterEach(() => {
    act(() => root.unmount());
    host.remove();
    vi.unstubAllGlobals();
  });

  const find = (testId: string) => host.querySelector<HTMLElement>(`[data-testid="${testId}"]`);
  return {
    get host() {
      return host;
    },
    show: (node) => act(() => root.render(node)),
    find,
    press: (testId) => act(() => find(testId)?.click()),
    type: (testId, text) =>
      act(() => {
        const input = find(testId) as HTMLInputElement;
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(
          input,
          text,
        );
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }),
    until: async (check) => {
      for (const end = Date.now() + LONGEST_MS; ; ) {
        // Without a pause between: what comes of answers outside of `act` is warned of.
        await act(() => new Promise((resolve) => setTimeout(resolve, LOOK_MS)));
        try {
          return check();
        } catch (error) {
          if (Date.now() > end) throw error;
        }
      }
    },
  };
}
