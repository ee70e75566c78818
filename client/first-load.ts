import { gzipSync } from "node:zlib";
import type { Plugin, Rolldown } from "vite";

/** The most script that a first load may take, in bytes as gzip sends them. */
const MOST_BYTES = 200_000;

/**
 * Everything that a browser fetches before the page can be used: the entry, and whatever that
 * imports at once. What is imported later, by `import()`, is not part of it.
 */
export function atOnce(chunks: ReadonlyMap<string, Chunk>): string[] {
  const found = new Set<string>();
  const visit = (name: string) => {
    const chunk = chunks.get(name);
    if (!chunk || found.has(name)) return;
    found.add(name);
    chunk.imports.forEach(visit);
  };
  for (const [name, { isEntry }] of chunks) if (isEntry) visit(name);
  return [...found];
}

/** What counts of a chunk. */
export type Chunk = Pick<Rolldown.OutputChunk, "isEntry" | "imports" | "code">;

/** Lets a build fail whose first load is too much, and tells how much it is. */
export function firstLoad(): Plugin {
  return {
    name: "first-load",
    writeBundle(_, bundle) {
      const chunks = new Map<string, Chunk>();
      for (const [name, part] of Object.entries(bundle)) {
        if (part.type === "chunk") chunks.set(name, part);
      }
      const bytes = atOnce(chunks)
        .map((name) => gzipSync(chunks.get(name)?.code ?? "").length)
        .reduce((sum, each) => sum + each, 0);
      const told = `${bytes} bytes of compressed script at first load, of ${MOST_BYTES} allowed`;
      if (bytes > MOST_BYTES) this.error(`${told}. Import what is not needed at once by import().`);
      this.info(told);
    },
  };
}
