import { useEffect, useRef, useState } from "react";
import { ApiFailure } from "../../api/failure";
import { TALKING } from "../../strings";
import { PlayIcon, StopIcon } from "../icons";
import styles from "./sample-button.module.css";

interface Props {
  /** Fetches how the chosen voice sounds. */
  fetchSample: () => Promise<Blob>;
  /** Changes when another voice is chosen: then it is silent. */
  voice: string;
}

/** Lets the chosen voice say who it is. */
export function SampleButton({ fetchSample, voice }: Props) {
  const [playing, setPlaying] = useState(false);
  const [failure, setFailure] = useState("");
  const stopping = useRef<() => void>(() => undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another voice, and on leaving
  useEffect(() => () => stopping.current(), [voice]);

  const listen = async () => {
    setFailure("");
    setPlaying(true);
    const over = new AbortController();
    stopping.current = () => over.abort();
    try {
      await play(await fetchSample(), over.signal);
    } catch (error) {
      if (!over.signal.aborted) setFailure(wordsOf(error));
    } finally {
      setPlaying(false);
    }
  };
  const label = playing ? TALKING.stopListening : TALKING.listen;
  return (
    <>
      <button
        type="button"
        className={styles.sample}
        data-testid="voice-sample"
        data-playing={playing}
        aria-label={label}
        title={label}
        onClick={() => (playing ? stopping.current() : void listen())}
      >
        {playing ? <StopIcon /> : <PlayIcon />}
      </button>
      {failure && (
        <small className={styles.failure} role="alert">
          {failure}
        </small>
      )}
    </>
  );
}

/** Plays a sound to its end, or until it is not wanted any more. */
async function play(sound: Blob, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const url = URL.createObjectURL(sound);
  const audio = new Audio(url);
  try {
    await new Promise<void>((resolve, reject) => {
      audio.onended = () => resolve();
      audio.onerror = () => reject(new Error("This browser cannot play it."));
      signal.addEventListener("abort", () => resolve());
      audio.play().catch(reject);
    });
  } finally {
    audio.pause();
    URL.revokeObjectURL(url);
  }
}

function wordsOf(error: unknown): string {
  return (error instanceof ApiFailure && error.detail) || TALKING.noSample;
}
