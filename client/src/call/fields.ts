/** What may be read of a value from the wire, which may be anything. */
export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Its words without the space around them; empty if there are none. */
export function words(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

/** How many; 0 where it is no count. */
export function count(value: unknown): number {
  return typeof value === "number" && value > 0 ? value : 0;
}
