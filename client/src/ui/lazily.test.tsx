// @vitest-environment happy-dom
import { act } from "react";
import { createRoot } from "react-dom/client";
import { beforeEach, expect, it, vi } from "vitest";
import { lazily } from "./lazily";

const shown = document.createElement("div");
let root = createRoot(shown);

beforeEach(async () => {
  vi.stubGlobal("IS_REACT_ACT_ENVIRONMENT", true);
  await act(async () => root.unmount());
  root = createRoot(shown);
});

function View({ open }: { open: boolean }) {
  return <p>{open ? "open" : "closed"}</p>;
}

it("fetches a view when it is first opened, and keeps it from then on", async () => {
  const fetch = vi.fn(async () => View);
  const Lazy = lazily(fetch);
  await act(async () => root.render(<Lazy open={false} />));
  expect(fetch).not.toHaveBeenCalled();
  await act(async () => root.render(<Lazy open />));
  expect(shown.textContent).toBe("open");
  await act(async () => root.render(<Lazy open={false} />));
  expect(shown.textContent).toBe("closed");
  expect(fetch).toHaveBeenCalledOnce();
});

it("says so where the server has that view no more, and offers the page anew", async () => {
  const Lazy = lazily<{ open: boolean }>(() => Promise.reject(new Error("404")));
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  await act(async () => root.render(<Lazy open />));
  expect(shown.querySelector("[data-testid=part-missing] button")).not.toBeNull();
  await act(async () => root.render(<Lazy open={false} />));
  expect(shown.textContent).toBe("");
});
