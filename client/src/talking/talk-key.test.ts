// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from "vitest";
import { isTalkKey, meansTalk } from "./talk-key";

const put = (html: string) => {
  document.body.innerHTML = html;
  return document.body.querySelector("[id=here]");
};

afterEach(() => {
  document.body.innerHTML = "";
});

describe("Space", () => {
  it("means to talk where nothing else has the focus", () => {
    expect(meansTalk(null)).toBe(true);
    expect(meansTalk(document.body)).toBe(true);
    expect(meansTalk(put('<section id="here" tabindex="0">read me</section>'))).toBe(true);
  });

  it("types where text is typed, and presses what is pressed", () => {
    for (const html of [
      '<input id="here">',
      '<textarea id="here"></textarea>',
      '<select id="here"></select>',
      '<button id="here">Go</button>',
      '<button><span id="here">Go</span></button>',
      '<div contenteditable><b id="here">x</b></div>',
      '<details><summary id="here">More</summary></details>',
      '<dialog open><p id="here">text</p></dialog>',
    ]) {
      expect(meansTalk(put(html)), html).toBe(false);
    }
  });

  it("means to talk on the button that is held for it", () => {
    expect(meansTalk(put('<button data-talk-key id="here">Hold to talk</button>'))).toBe(true);
  });

  it("beside another key is somebody else's shortcut", () => {
    expect(isTalkKey(new KeyboardEvent("keydown", { code: "Space" }))).toBe(true);
    expect(isTalkKey(new KeyboardEvent("keydown", { code: "Space", ctrlKey: true }))).toBe(false);
    expect(isTalkKey(new KeyboardEvent("keydown", { code: "Enter" }))).toBe(false);
  });
});
