import { useEffect, useRef } from "react";
import type { Sound } from "../media/sound";
import { STRINGS } from "../strings";
import { useFrames } from "./hooks";
import styles from "./microphone-meter.module.css";

const BARS = 5;

interface Props {
  sound: Sound;
  active: boolean;
}

/** How loud the microphone is, in five bars. */
export function MicrophoneMeter({ sound, active }: Props) {
  const meter = useRef<HTMLSpanElement>(null);
  const show = (level: number) => {
    const lit = String(Math.round(level * BARS));
    // Past React: this changes up to sixty times a second.
    if (meter.current && meter.current.dataset.lit !== lit) {
      meter.current.dataset.lit = lit;
      meter.current.setAttribute("aria-valuenow", lit);
    }
  };
  useFrames(active, () => show(sound.levels().mine));
  // biome-ignore lint/correctness/useExhaustiveDependencies: goes dark once, when it falls silent
  useEffect(() => {
    if (!active) show(0);
  }, [active]);
  return (
    // biome-ignore lint/a11y/useSemanticElements: <meter> cannot be drawn as five bars
    <span
      ref={meter}
      className={styles.meter}
      role="meter"
      aria-label={STRINGS.microphoneLevel}
      aria-valuemin={0}
      aria-valuemax={BARS}
      aria-valuenow={0}
      data-testid="meter"
      data-lit="0"
    >
      {Array.from({ length: BARS }, (_, bar) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: five bars that never change places
        <i key={bar} />
      ))}
    </span>
  );
}
