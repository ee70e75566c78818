const BYTES = 16;

/** A new secret by which the server knows this browser's person again; nobody can guess it. */
export function newPersonKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Whether a value is such a secret. */
export function isPersonKey(value: unknown): value is string {
  return typeof value === "string" && /^[0-9a-f]{32}$/.test(value);
}
