import { type FormEvent, useState } from "react";
import { STRINGS } from "../strings";
import styles from "./instruction.module.css";
import { Sheet } from "./sheet";

/** The server takes no longer ones. */
const LONGEST = 4000;

interface Props {
  /** What the agent was told last; empty for its usual instruction. */
  instruction: string;
  onInstruct: (instruction: string) => void;
}

/** Tell the agent in mid-call who it shall be. */
export function Instruction({ instruction, onInstruct }: Props) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState("");
  const begin = () => {
    setText(instruction);
    setOpen(true);
  };
  const instruct = (event: FormEvent) => {
    event.preventDefault();
    setOpen(false);
    onInstruct(text.trim());
  };
  return (
    <>
      <button type="button" className={styles.open} data-testid="instruct" onClick={begin}>
        {STRINGS.instruct}
      </button>
      <Sheet
        open={open}
        title={STRINGS.instruction}
        testId="instruction"
        onClose={() => setOpen(false)}
      >
        <form className={styles.form} onSubmit={instruct}>
          <p className={styles.hint}>{STRINGS.instructionHint}</p>
          <textarea
            className={styles.text}
            data-testid="instruction-text"
            rows={8}
            maxLength={LONGEST}
            aria-label={STRINGS.instruction}
            placeholder={STRINGS.instructionExample}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
          <button
            type="submit"
            className={styles.go}
            data-testid="instruction-send"
            disabled={!text.trim()}
          >
            {STRINGS.instructNow}
          </button>
        </form>
      </Sheet>
    </>
  );
}
