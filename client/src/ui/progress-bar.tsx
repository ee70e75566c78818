import styles from "./progress-bar.module.css";

interface Props {
  label: string;
  /** From 0 to 1; null while nobody knows. */
  fraction: number | null;
}

/** How far something is. */
export function ProgressBar({ label, fraction }: Props) {
  return (
    <progress
      className={styles.bar}
      aria-label={label}
      {...(fraction === null ? {} : { value: fraction })}
    />
  );
}
