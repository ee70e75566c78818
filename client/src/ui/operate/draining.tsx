import { useState } from "react";
import { explainFailure } from "../../history/explain";
import type { OperateApi } from "../../operate/operate-api";
import { OPERATE } from "../../strings";
import { Failure } from "../history/failure";
import styles from "./operate.module.css";

interface Props {
  api: OperateApi;
  draining: boolean;
  onChange: () => void;
}

/** Whether new conversations may begin, and the button that changes it. */
export function Draining({ api, draining, onChange }: Props) {
  const [failure, setFailure] = useState("");
  const change = () => {
    setFailure("");
    api.drain(!draining).then(onChange, (error: unknown) => setFailure(explainFailure(error)));
  };
  return (
    <section>
      {failure && <Failure why={failure} onRetry={change} />}
      <p className={styles.hint} role="status">
        {draining ? OPERATE.draining : OPERATE.drainHint}
      </p>
      <button type="button" className={styles.again} data-testid="drain" onClick={change}>
        {draining ? OPERATE.stopDraining : OPERATE.drain}
      </button>
    </section>
  );
}
