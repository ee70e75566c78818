import type { Theme } from "../../appearance/theme";

/** How the page speaks and looks, and what happens to its parts. */
export const preferences = {
  title: "Language and appearance",
  language: "Language of this page",
  languageInCall: "Can be changed when the conversation is over.",
  theme: "Appearance",
  themes: { system: "As on this device", light: "Light", dark: "Dark" } satisfies Record<
    Theme,
    string
  >,
  partMissing: "This part of the page could not be loaded: the server is away, or was upgraded.",
  reload: "Load the page anew",
};
