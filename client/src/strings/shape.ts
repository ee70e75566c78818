import type { en } from "./en";

/** What every language says: the English catalogue with any words. */
export type Catalogue = typeof en;
