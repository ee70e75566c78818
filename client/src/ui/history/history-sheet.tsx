import { useState } from "react";
import type { HistoryApi } from "../../history/history-api";
import type { Line } from "../../history/story";
import type { Summary } from "../../history/summary";
import type { OperateApi } from "../../operate/operate-api";
import type { PrivacyApi } from "../../privacy/privacy-api";
import { HISTORY, OPERATE } from "../../strings";
import { Operate } from "../operate/operate";
import { Stored } from "../privacy/stored";
import { Sheet } from "../sheet";
import { Conversations } from "./conversations";
import styles from "./history-sheet.module.css";

type Tab = "conversations" | "stored" | "operate";

const TABS: readonly (readonly [Tab, string])[] = [
  ["conversations", HISTORY.conversations],
  ["stored", HISTORY.stored],
  ["operate", OPERATE.tab],
];

interface Props {
  open: boolean;
  history: HistoryApi;
  privacy: PrivacyApi;
  operate: OperateApi;
  /** Left out while there is a call: one at a time. */
  onContinue?: ((conversation: Summary, lines: readonly Line[]) => void) | undefined;
  onClose: () => void;
}

/** What was said before, and what is kept of it. */
export function HistorySheet({ open, history, privacy, operate, onContinue, onClose }: Props) {
  const [tab, setTab] = useState<Tab>("conversations");
  return (
    <Sheet open={open} title={HISTORY.title} testId="history" wide onClose={onClose}>
      <nav className={styles.tabs}>
        {TABS.map(([each, label]) => (
          <button
            key={each}
            type="button"
            className={styles.tab}
            data-testid={`tab-${each}`}
            aria-current={each === tab}
            onClick={() => setTab(each)}
          >
            {label}
          </button>
        ))}
      </nav>
      {/* Asked for anew each time that it is opened. */}
      {open && tab === "conversations" && <Conversations api={history} onContinue={onContinue} />}
      {open && tab === "stored" && <Stored api={privacy} history={history} />}
      {open && tab === "operate" && <Operate api={operate} />}
    </Sheet>
  );
}
