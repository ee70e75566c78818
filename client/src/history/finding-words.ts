/** Every word that the page shows of finding something in a conversation, in English. */
export const FINDING = {
  find: "Find in this conversation",
  previous: "Line before",
  next: "Next line with it",
  count: (shown: number, found: number) =>
    found === 0 ? "Not found" : shown === 0 ? `${found} found` : `${shown} of ${found}`,
} as const;
