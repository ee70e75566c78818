import type { MouseEvent, PointerEvent } from "react";
import type { Microphone } from "../../app/state";
import type { Sound } from "../../media/sound";
import { TALKING } from "../../strings";
import type { Hold } from "../../talking/hold";
import { MicrophoneIcon } from "../icons";
import { MicrophoneMeter } from "../microphone-meter";
import styles from "./talk-button.module.css";

interface Props {
  hold: Hold;
  microphone: Microphone;
  sound: Sound;
}

/** Held while one talks; a screen reader's click, or Enter, holds it until the next. */
export function TalkButton({ hold, microphone, sound }: Props) {
  const heard = microphone === "on";
  const press = (event: PointerEvent<HTMLButtonElement>) => {
    // So that letting go outside the button counts, too.
    event.currentTarget.setPointerCapture(event.pointerId);
    hold.press();
  };
  const click = ({ detail }: MouseEvent) => {
    if (detail > 0) return; // a pointer, which was heard of above
    if (heard) hold.release();
    else hold.press();
  };
  return (
    <div className={styles.place} data-holds-to-talk>
      <button
        type="button"
        className={styles.talk}
        data-testid="talk"
        data-talk-key
        data-heard={heard}
        aria-pressed={heard}
        // Whoever started the call by a key can hold the next one at once.
        // biome-ignore lint/a11y/noAutofocus: the button that had the focus is another one now
        autoFocus
        onPointerDown={press}
        onPointerUp={() => hold.release()}
        onLostPointerCapture={() => hold.release()}
        onContextMenu={(event) => event.preventDefault()}
        onClick={click}
      >
        <MicrophoneIcon />
        {heard ? TALKING.heardNow : TALKING.holdToTalk}
      </button>
      {/* Beside the button: what is inside one is nothing of its own to a screen reader. */}
      <MicrophoneMeter sound={sound} active={heard} />
    </div>
  );
}
