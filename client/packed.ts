import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";

/** Scripts and styles that are named by their content; pictures are small already. */
const PACKED = /^assets\/.*\.(js|css)$/;
/** Below this, one packet carries it either way. */
const LEAST_BYTES = 1_400;

/** Suffixes by which the server finds what was packed, each with how it is packed. */
const PACKINGS = {
  ".br": (content: Uint8Array) => brotliCompressSync(content),
  ".gz": (content: Uint8Array) => gzipSync(content, { level: 9 }),
};

/**
 * What is written beside a file of the build, by its suffix.
 *
 * @param name The file's.
 * @param content Its bytes.
 */
export function packingsOf(name: string, content: Uint8Array): Record<string, Uint8Array> {
  if (!PACKED.test(name) || content.length < LEAST_BYTES) return {};
  const packed = Object.entries(PACKINGS).map(([suffix, pack]) => [suffix, pack(content)]);
  return Object.fromEntries(packed);
}

/** Packs files once, when they are built: packed for each caller, they would hold the server up. */
export function packed(): Plugin {
  return {
    name: "packed",
    async writeBundle({ dir = "" }, bundle) {
      for (const [name, part] of Object.entries(bundle)) {
        const content = Buffer.from(part.type === "chunk" ? part.code : part.source);
        for (const [suffix, bytes] of Object.entries(packingsOf(name, content))) {
          await writeFile(join(dir, name + suffix), bytes);
        }
      }
    },
  };
}
