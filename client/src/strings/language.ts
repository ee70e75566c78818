/** The languages the page knows. */
export const LANGUAGES = { en: "English", de: "Deutsch", es: "Español" } as const;

export type Language = keyof typeof LANGUAGES;

/** A language, and the locale that dates and numbers are written in. */
export interface Tongue {
  language: Language;
  locale: string;
}

/**
 * Which of the page's languages a person reads.
 *
 * @param wished Language tags, the dearest first: what the address asks for, what was chosen
 *   before, and what the browser is set to. Empty ones count as none.
 * @returns The first one the page knows, with its own locale, so that somebody in Austria reads
 *   Austrian dates; English for none.
 */
export function tongueOf(wished: readonly (string | null)[]): Tongue {
  for (const tag of wished) {
    const language = tag?.toLowerCase().split("-")[0] ?? "";
    if (tag && isLanguage(language) && isLocale(tag)) return { language, locale: tag };
  }
  return { language: "en", locale: "en" };
}

export function isLanguage(value: unknown): value is Language {
  return typeof value === "string" && Object.hasOwn(LANGUAGES, value);
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}
