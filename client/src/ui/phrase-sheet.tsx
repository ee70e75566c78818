import type { PhraseGroup } from "../api/types";
import { STRINGS } from "../strings";
import styles from "./phrase-sheet.module.css";
import { Sheet } from "./sheet";

interface Props {
  open: boolean;
  notice: string;
  groups: readonly PhraseGroup[];
  onSay: (phrase: string) => void;
  onClose: () => void;
}

/** What a limited agent understands. */
export function PhraseSheet({ open, notice, groups, onSay, onClose }: Props) {
  const say = (phrase: string) => {
    onClose();
    onSay(phrase);
  };
  return (
    <Sheet open={open} title={STRINGS.phrasesTitle} testId="phrases" onClose={onClose}>
      {notice && <p className={styles.notice}>{notice}</p>}
      <p className={styles.hint}>{groups.length ? STRINGS.phrasesHint : STRINGS.phrasesLoading}</p>
      <div className={styles.groups}>
        {groups.map((group) => (
          <section key={group.title}>
            <h3 className={styles.group}>{group.title}</h3>
            <ul>
              {group.phrases.map((phrase) => (
                <li key={phrase}>
                  <button
                    type="button"
                    className={styles.phrase}
                    data-testid="phrase"
                    onClick={() => say(phrase)}
                  >
                    {phrase}
                  </button>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </div>
    </Sheet>
  );
}
