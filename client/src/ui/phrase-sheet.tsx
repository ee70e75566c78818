import { type MouseEvent, useEffect, useRef } from "react";
import type { PhraseGroup } from "../api/types";
import { STRINGS } from "../strings";
import { CloseIcon } from "./icons";
import styles from "./phrase-sheet.module.css";

interface Props {
  open: boolean;
  notice: string;
  groups: readonly PhraseGroup[];
  onSay: (phrase: string) => void;
  onClose: () => void;
}

/** What a limited agent understands. The browser's own dialog keeps the focus and closes on Esc. */
export function PhraseSheet({ open, notice, groups, onSay, onClose }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const say = (phrase: string) => {
    onClose();
    onSay(phrase);
  };
  const closeOutside = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Esc and the close button
    <dialog
      ref={dialog}
      className={styles.sheet}
      aria-labelledby="phrases-title"
      data-testid="phrases"
      onClose={onClose}
      onClick={closeOutside}
    >
      <div className={styles.inner}>
        <div className={styles.head}>
          <h2 id="phrases-title" className={styles.title}>
            {STRINGS.phrasesTitle}
          </h2>
          <button
            type="button"
            className={styles.close}
            aria-label={STRINGS.close}
            onClick={onClose}
          >
            <CloseIcon />
          </button>
        </div>
        {notice && <p className={styles.notice}>{notice}</p>}
        <p className={styles.hint}>
          {groups.length ? STRINGS.phrasesHint : STRINGS.phrasesLoading}
        </p>
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
      </div>
    </dialog>
  );
}
