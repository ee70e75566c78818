import { type MouseEvent, type ReactNode, useEffect, useId, useRef } from "react";
import { STRINGS } from "../strings";
import { CloseIcon } from "./icons";
import styles from "./sheet.module.css";

interface Props {
  open: boolean;
  title: string;
  testId: string;
  /** For two columns side by side. */
  wide?: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** What lies over the page. The browser's own dialog keeps the focus and closes on Esc. */
export function Sheet({ open, title, testId, wide = false, onClose, children }: Props) {
  const titleId = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open) dialog.current?.showModal();
    else dialog.current?.close();
  }, [open]);
  const closeOutside = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose();
  };
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard has Esc and the close button
    <dialog
      ref={dialog}
      className={styles.sheet}
      data-wide={wide}
      data-testid={testId}
      aria-labelledby={titleId}
      onClose={onClose}
      onClick={closeOutside}
    >
      <div className={styles.inner}>
        <div className={styles.head}>
          <h2 id={titleId} className={styles.title}>
            {title}
          </h2>
          <button
            type="button"
            className={styles.close}
            data-testid={`${testId}-close`}
            aria-label={STRINGS.close}
            onClick={onClose}
          >
            <CloseIcon />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
