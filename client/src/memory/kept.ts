/** One value in a browser's storage; storage that is full or forbidden remembers nothing. */
export class Kept<Value> {
  readonly #storage: () => Storage;
  readonly #key: string;
  readonly #check: (value: unknown) => Value | null;

  /**
   * @param storage Asked for each time: where it is forbidden, the very question throws.
   * @param check Reads what is stored, which another version of the page may have written.
   */
  constructor(storage: () => Storage, key: string, check: (value: unknown) => Value | null) {
    this.#storage = storage;
    this.#key = key;
    this.#check = check;
  }

  get(): Value | null {
    try {
      return this.#check(JSON.parse(this.#storage().getItem(this.#key) ?? "null"));
    } catch {
      return null;
    }
  }

  set(value: Value | null): void {
    try {
      if (value === null) this.#storage().removeItem(this.#key);
      else this.#storage().setItem(this.#key, JSON.stringify(value));
    } catch {
      // Then it is not remembered.
    }
  }
}
