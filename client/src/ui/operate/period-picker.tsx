import { OPERATE } from "../../strings";
import styles from "./operate.module.css";

const PERIODS = [1, 24] as const;

/** How far back figures reach, in hours. */
export type Period = (typeof PERIODS)[number];

interface Props {
  hours: Period;
  onPick: (hours: Period) => void;
}

/** Chooses of which time figures are. */
export function PeriodPicker({ hours, onPick }: Props) {
  return (
    <label className={styles.period}>
      {OPERATE.period}
      <select
        data-testid="operate-period"
        value={hours}
        onChange={({ target }) => onPick(PERIODS.find((each) => `${each}` === target.value) ?? 24)}
      >
        {PERIODS.map((each) => (
          <option key={each} value={each}>
            {OPERATE.periods[each]}
          </option>
        ))}
      </select>
    </label>
  );
}
