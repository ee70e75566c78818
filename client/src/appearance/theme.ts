/** Light, dark, or as the system has it. */
export const THEMES = ["system", "light", "dark"] as const;

export type Theme = (typeof THEMES)[number];

export function isTheme(value: unknown): value is Theme {
  return THEMES.some((theme) => theme === value);
}

/**
 * Show the page so from now on. What was chosen earlier is put on by `public/theme.js`, before
 * anything is painted.
 */
export function wear(theme: Theme, page: Document = document): void {
  if (theme === "system") delete page.documentElement.dataset.theme;
  else page.documentElement.dataset.theme = theme;
  // The colour of the browser's own bar: one element for light, one for dark.
  for (const bar of page.querySelectorAll<HTMLMetaElement>("meta[name=theme-color]")) {
    bar.media = mediaOf(bar.dataset.of ?? "", theme);
  }
}

function mediaOf(of: string, theme: Theme): string {
  if (theme === "system") return `(prefers-color-scheme: ${of})`;
  return of === theme ? "all" : "not all";
}
