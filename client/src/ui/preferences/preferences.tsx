import { useState } from "react";
import { isTheme, THEMES, type Theme, wear } from "../../appearance/theme";
import { browserMemory } from "../../memory/browser-memory";
import { PREFERENCES, speak, TONGUE } from "../../strings";
import { isLanguage, LANGUAGES } from "../../strings/language";
import { PreferencesIcon } from "../icons";
import styles from "./preferences.module.css";

const PANEL = "preferences";

interface Props {
  /** Another language loads the page anew, which a call would not like. */
  inCall: boolean;
}

/** A small menu: what the page speaks, and whether it is light or dark. */
export function Preferences({ inCall }: Props) {
  const [theme, setTheme] = useState<Theme>(() => browserMemory.theme.get() ?? "system");
  const choose = (wanted: Theme) => {
    browserMemory.theme.set(wanted);
    wear(wanted);
    setTheme(wanted);
  };
  return (
    <>
      <button
        type="button"
        className={styles.open}
        data-testid="open-preferences"
        aria-label={PREFERENCES.title}
        title={PREFERENCES.title}
        popoverTarget={PANEL}
      >
        <PreferencesIcon />
      </button>
      {/* The browser closes it on Esc and on a click beside it, and gives the focus back. */}
      <div id={PANEL} popover="auto" className={styles.panel} data-testid="preferences">
        <label className={styles.field}>
          {PREFERENCES.language}
          <select
            data-testid="language-menu"
            value={TONGUE.language}
            disabled={inCall}
            onChange={({ target }) => isLanguage(target.value) && speak(target.value)}
          >
            {Object.entries(LANGUAGES).map(([language, name]) => (
              <option key={language} value={language} lang={language}>
                {name}
              </option>
            ))}
          </select>
        </label>
        {inCall && <p className={styles.hint}>{PREFERENCES.languageInCall}</p>}
        <label className={styles.field}>
          {PREFERENCES.theme}
          <select
            data-testid="theme-menu"
            value={theme}
            onChange={({ target }) => isTheme(target.value) && choose(target.value)}
          >
            {THEMES.map((each) => (
              <option key={each} value={each}>
                {PREFERENCES.themes[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
    </>
  );
}
