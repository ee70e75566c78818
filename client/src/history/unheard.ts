/**
 * What an answer would still have said when it was cut.
 *
 * @param generated What the brain wrote.
 * @param heard What of it was played; spaces and marks may differ.
 * @returns The rest of `generated`; empty where nothing is left, or `heard` is no beginning of it.
 */
export function unheard(generated: string, heard: string): string {
  const written = [...generated.matchAll(/\S+/g)].filter(([word]) => plain(word));
  const spoken = (heard.match(/\S+/g) ?? []).map(plain).filter(Boolean);
  if (spoken.length > written.length) return "";
  const follows = spoken.every((word, place) => {
    const whole = plain(written[place]?.[0] ?? "");
    // The last word may have been cut itself.
    return whole === word || (place === spoken.length - 1 && whole.startsWith(word));
  });
  const next = written[spoken.length];
  return follows && next ? generated.slice(next.index).trimEnd() : "";
}

function plain(word: string): string {
  return word.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}
