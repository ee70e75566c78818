import { lazy, Suspense } from "react";
import styles from "./written.module.css";

// Without the network, it is read as it was written.
const Markdown = lazy(() => import("./markdown").catch(() => ({ default: Plain })));

/** What a model or a tool wrote to be read. */
export function Written({ text }: { text: string }) {
  return (
    <div className={styles.text}>
      <Suspense fallback={<Plain text={text} />}>
        <Markdown text={text} />
      </Suspense>
    </div>
  );
}

function Plain({ text }: { text: string }) {
  return <p className={styles.plain}>{text}</p>;
}
