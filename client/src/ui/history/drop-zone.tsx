import { type DragEvent, type ReactNode, useState } from "react";
import { REPLAY } from "../../strings";
import styles from "./drop-zone.module.css";

interface Props {
  onDrop: (files: Iterable<File>) => void;
  children: ReactNode;
}

/** Takes files that are dropped on what it holds; a keyboard has the button for them. */
export function DropZone({ onDrop, children }: Props) {
  // What is dragged enters each child before it leaves the one before.
  const [depth, setDepth] = useState(0);
  const hasFiles = ({ dataTransfer }: DragEvent) => dataTransfer.types.includes("Files");
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a keyboard has the button
    <div
      className={styles.zone}
      data-testid="import-drop"
      data-over={depth > 0}
      onDragEnter={(event) => hasFiles(event) && setDepth(depth + 1)}
      onDragLeave={(event) => hasFiles(event) && setDepth(Math.max(0, depth - 1))}
      onDragOver={(event) => hasFiles(event) && event.preventDefault()}
      onDrop={(event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setDepth(0);
        onDrop(event.dataTransfer.files);
      }}
    >
      {children}
      {depth > 0 && <p className={styles.hint}>{REPLAY.drop}</p>}
    </div>
  );
}
