import { beforeEach, describe, expect, it } from "vitest";
import { type Kept, PageKeeper, partsOf } from "./page-keeper";

const PAGE = "https://here/client/";
const SCRIPT = `${PAGE}assets/index-1.js`;
const HTML = { headers: { "Content-Type": "text/html" } };

let server: Map<string, () => Response>;
let kept: Map<string, Response>;
let later: Promise<unknown>[];
let keeper: PageKeeper;

const cache: Kept = {
  match: async (url) => kept.get(String(url))?.clone(),
  put: async (url, answer) => void kept.set(String(url), answer),
  delete: async (request) => kept.delete((request as Request).url),
  keys: async () => [...kept.keys()].map((url) => new Request(url)),
};

const ask = async (url: string, mode: RequestMode = "navigate") => {
  // `Request` itself allows nobody but browsers to make one that navigates.
  const request = { url, mode, method: "GET" } as Request;
  const kind = keeper.kindOf(request);
  if (!kind) throw new Error("left to the server");
  const answer = await keeper.answer(kind, request, (work) => later.push(work));
  await Promise.all(later);
  return answer.text();
};

const serves = (version: number) => {
  const page = `<script src="./assets/index-${version}.js"></script>`;
  server = new Map([
    [PAGE, () => new Response(page, HTML)],
    [`${PAGE}?token=secret`, () => new Response(page, HTML)],
    [`${PAGE}assets/index-${version}.js`, () => new Response(`script ${version}`)],
  ]);
  return page;
};

beforeEach(() => {
  kept = new Map();
  later = [];
  keeper = new PageKeeper(
    PAGE,
    async () => cache,
    async (request) => {
      const answer = server.get(typeof request === "string" ? request : request.url);
      if (!answer) throw new TypeError("Failed to fetch");
      return answer();
    },
  );
});

describe("what is kept of the page", () => {
  it("is all that it needs at once, for when the server is away", async () => {
    const page = serves(1);
    await keeper.keep();
    server.clear();
    expect(await ask(PAGE)).toBe(page);
    expect(await ask(SCRIPT, "cors")).toBe("script 1");
  });

  it("is never shown instead of a newer page, and goes when one is there", async () => {
    serves(1);
    await keeper.keep();
    const newer = serves(2);
    expect(await ask(PAGE)).toBe(newer);
    expect([...kept.keys()]).toEqual([PAGE, `${PAGE}assets/index-2.js`]);
  });

  it("stands in for a proxy's error page", async () => {
    const page = serves(1);
    await keeper.keep();
    server.set(PAGE, () => new Response("Bad Gateway", { status: 502 }));
    expect(await ask(PAGE)).toBe(page);
  });

  it("has no token of its address", async () => {
    serves(1);
    await ask(`${PAGE}?token=secret`);
    expect([...kept.keys()].join()).not.toContain("secret");
  });

  it("is no error: one leaves what was kept as it is", async () => {
    const page = serves(1);
    await keeper.keep();
    server.set(PAGE, () => new Response("no", { ...HTML, status: 500 }));
    expect(await ask(PAGE)).toBe("no");
    expect(await kept.get(PAGE)?.clone().text()).toBe(page);
  });
});

describe("what is the server's alone", () => {
  const kindOf = (url: string, mode: RequestMode, method = "GET") =>
    keeper.kindOf({ url, mode, method });

  it.each([
    ["an answer of its API", `${PAGE}api/info`, "cors", "GET"],
    ["its health", `${PAGE}health`, "cors", "GET"],
    ["a file to save", `${PAGE}api/conversations/c1/export`, "navigate", "GET"],
    ["what it is sent", PAGE, "navigate", "POST"],
    ["another page of the machine", "https://here/other/", "navigate", "GET"],
    ["another machine", "https://there/client/assets/index-1.js", "cors", "GET"],
  ] as const)("%s", (_, url, mode, method) => {
    expect(kindOf(url, mode, method)).toBeNull();
  });

  it("but not the page, nor what lies beside it", () => {
    expect(kindOf(PAGE, "navigate")).toBe("page");
    expect(kindOf(`${PAGE}index.html`, "navigate")).toBe("page");
    expect(kindOf(SCRIPT, "cors")).toBe("named-by-content");
    expect(kindOf(`${PAGE}theme.js`, "no-cors")).toBe("file");
  });
});

it("finds what a page needs at once", () => {
  const page = `<link href="./favicon.svg"><script src="./assets/a.js"></script><a href="/x">x</a>`;
  expect(partsOf(page)).toEqual(["./favicon.svg", "./assets/a.js"]);
});
