import { type Keep, type KeepRules, keepOf } from "../../privacy/keep";
import { PRIVACY } from "../../strings";
import styles from "./keep-picker.module.css";

interface Props {
  rules: KeepRules | undefined;
  chosen: Keep | null;
  onChoose: (keep: Keep) => void;
}

/** What is kept of the conversation that begins next; nothing where there is no choice. */
export function KeepPicker({ rules, chosen, onChoose }: Props) {
  if (!rules || rules.offered.length < 2) return null;
  return (
    <label className={styles.keep}>
      {PRIVACY.keep}
      <select
        className={styles.picker}
        data-testid="keep-picker"
        value={keepOf(rules, chosen)}
        onChange={(event) => onChoose(event.target.value as Keep)}
      >
        {rules.offered.map((each) => (
          <option key={each} value={each}>
            {PRIVACY.keeps[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
