import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { packingsOf } from "../packed";

const content = new TextEncoder().encode("export const x = 1;\n".repeat(200));

describe("a built file", () => {
  it("is packed in both ways that browsers ask for, and comes out as it was", () => {
    const { ".br": br, ".gz": gz } = packingsOf("assets/index-1.js", content);
    expect(brotliDecompressSync(br as Uint8Array)).toEqual(Buffer.from(content));
    expect(gunzipSync(gz as Uint8Array)).toEqual(Buffer.from(content));
  });

  it("stays as it is where packing it saves nothing", () => {
    expect(packingsOf("icon-192.png", content)).toEqual({});
    expect(packingsOf("assets/tiny-1.js", content.subarray(0, 400))).toEqual({});
  });
});
