import styles from "./operate.module.css";

interface Props {
  title: string;
  rows: readonly (readonly [name: string, value: string])[];
  /** What is said where there are no rows. */
  none?: string;
}

/** Figures under a title. */
export function Rows({ title, rows, none }: Props) {
  return (
    <section>
      <h3 className={styles.title}>{title}</h3>
      {rows.length ? (
        <dl className={styles.rows}>
          {rows.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className={styles.hint}>{none}</p>
      )}
    </section>
  );
}
