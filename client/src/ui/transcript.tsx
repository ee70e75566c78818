import { useEffect, useRef } from "react";
import type { PhraseGroup } from "../api/types";
import { type Call, isOpen } from "../call/state";
import type { Caption } from "../captions/captions";
import { STRINGS } from "../strings";
import { Outcome, Whole } from "./outcome";
import styles from "./transcript.module.css";

interface Props {
  captions: readonly Caption[];
  call: Call;
  phrases: readonly PhraseGroup[];
  onSay: (phrase: string) => void;
}

const NAMES = {
  user: STRINGS.you,
  agent: STRINGS.product,
  note: STRINGS.note,
  tool: STRINGS.tool,
  work: STRINGS.work,
} as const;
const TEST_IDS: Partial<Record<Caption["who"], string>> = { tool: "tool", work: "result" };
/** The agent says itself what came of it. */
const SILENT: ReadonlySet<Caption["who"]> = new Set(["tool", "work"]);
const NEAR_END = 80;

/** Everything that was said, as it is said. */
export function Transcript({ captions, call, phrases, onSay }: Props) {
  const scroller = useFollowing(captions);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a keyboard must be able to scroll it
    <section ref={scroller} className={styles.scroller} tabIndex={0} aria-label={STRINGS.captions}>
      {captions.length === 0 && (
        <Beginning open={isOpen(call.state)} phrases={phrases} onSay={onSay} />
      )}
      <ol className={styles.captions} data-testid="captions">
        {captions.map((each, place) => (
          <Line key={each.id} caption={each} named={isNamed(each, captions[place - 1])} />
        ))}
      </ol>
      <Announcements captions={captions} />
    </section>
  );
}

function speaker({ who, by }: Caption): string {
  return by || NAMES[who];
}

/** Whoever goes on speaking is named once. */
function isNamed(caption: Caption, before: Caption | undefined): boolean {
  return caption.who !== before?.who || caption.by !== before.by;
}

function Line({ caption, named }: { caption: Caption; named: boolean }) {
  return (
    <li
      className={styles.caption}
      data-testid={TEST_IDS[caption.who] ?? "caption"}
      data-who={caption.who}
      data-final={caption.final}
      data-cut={caption.cut}
      data-aside={caption.aside}
      data-earlier={caption.earlier}
      data-named={named}
    >
      <span className={styles.name}>{speaker(caption)}</span>
      {caption.who === "work" ? <Outcome caption={caption} /> : <Words caption={caption} />}
      {caption.whole && <Whole text={caption.whole} />}
    </li>
  );
}

function Words({ caption }: { caption: Caption }) {
  const { text, now, rest } = caption;
  return (
    <p className={styles.text}>
      <span data-testid="caption-text">
        {text.slice(0, text.length - now.length)}
        {/* Another one for each word: one that moved would count as a shift of the layout. */}
        {now && (
          <mark key={text.length} className={styles.now}>
            {now}
          </mark>
        )}
      </span>
      {rest && (
        <span className={styles.rest} data-testid="caption-rest">
          {wordsOf(rest).map(({ word, left }) => (
            <span key={left}>{` ${word}`}</span>
          ))}
        </span>
      )}
      {caption.cut && <small className={styles.cut}> — {STRINGS.interrupted}</small>}
    </p>
  );
}

/** The words of what is yet to be said, each of which stays what it is when the first one goes. */
function wordsOf(rest: string): { word: string; left: number }[] {
  const words = rest.split(" ");
  return words.map((word, index) => ({ word, left: words.length - index }));
}

/** Before the first word: what to try. */
function Beginning({
  open,
  phrases,
  onSay,
}: {
  open: boolean;
  phrases: readonly PhraseGroup[];
  onSay: (phrase: string) => void;
}) {
  const examples = phrases.slice(0, 4).flatMap((group) => group.phrases.slice(0, 1));
  return (
    <div className={styles.beginning}>
      <p>{open ? STRINGS.captionsWaiting : STRINGS.captionsEmpty}</p>
      {examples.length > 0 && (
        <>
          <h2 className={styles.suggestions}>{STRINGS.suggestions}</h2>
          <ul className={styles.examples}>
            {examples.map((phrase) => (
              <li key={phrase}>
                <button type="button" data-testid="example" onClick={() => onSay(phrase)}>
                  {`“${phrase}”`}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** What screen readers read out: whole sentences only, not every word as it comes. */
function Announcements({ captions }: { captions: readonly Caption[] }) {
  return (
    <div className={styles.unseen} role="log" aria-live="polite">
      {captions
        .filter(({ final, earlier, aside, who }) => final && !earlier && !aside && !SILENT.has(who))
        .map((each) => (
          <p key={each.id}>
            {speaker(each)}: {each.text}
          </p>
        ))}
    </div>
  );
}

/** Keeps the last words in view, unless the person has scrolled back to read. */
function useFollowing(captions: readonly Caption[]) {
  const element = useRef<HTMLElement>(null);
  const following = useRef(true);
  useEffect(() => {
    const scroller = element.current;
    if (!scroller) return;
    const onScroll = () => {
      const rest = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      following.current = rest < NEAR_END;
    };
    scroller.addEventListener("scroll", onScroll, { passive: true });
    return () => scroller.removeEventListener("scroll", onScroll);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when there is more to see
  useEffect(() => {
    const scroller = element.current;
    if (scroller && following.current) scroller.scrollTop = scroller.scrollHeight;
  }, [captions]);
  return element;
}
