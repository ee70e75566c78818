import type { LinkQuality } from "../../call/link-quality";
import { type Sums, sumsOf } from "../../measures/ledger";
import type { Measured } from "../../measures/measured";
import { wholeMs } from "../../measures/stages";
import { MEASURES } from "../../strings";
import { countText, msText, usdText } from "../amounts";
import { percent } from "../percent";
import { Waterfall } from "../waterfall/waterfall";
import { Trend } from "./trend";
import styles from "./why.module.css";

interface Props {
  measures: readonly Measured[];
  /** How good the connection is now; null where nobody knows. */
  link: LinkQuality | null;
  /** Whether there will be more: what comes later must not push the page about. */
  open: boolean;
}

/** Where the time and the money of a conversation went; nothing where there was none. */
export function Why({ measures, link, open }: Props) {
  if (!measures.length && !open) return null;
  const sums = sumsOf(measures);
  const last = measures.findLast(({ stepsMs }) => wholeMs(stepsMs) !== null);
  const wait = sums.waits.at(-1);
  return (
    <details className={styles.why} data-testid="why">
      <summary data-testid="why-summary">
        <span>{MEASURES.title}</span>
        <span className={styles.short}>
          {measures.length > 0 &&
            [wait !== undefined && msText(wait), costText(sums)].filter(Boolean).join(" · ")}
        </span>
      </summary>
      {last && <Waterfall stepsMs={last.stepsMs} />}
      <Trend waits={sums.waits} medianMs={sums.medianMs} />
      <dl className={styles.sums}>
        {[...rowsOf(sums), ...linkRow(link)].map(([title, value]) => (
          <div key={title}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function rowsOf(sums: Sums): [title: string, value: string][] {
  const used = [
    sums.tokens && MEASURES.tokens(countText(sums.tokens)),
    sums.characters && MEASURES.characters(countText(sums.characters)),
    sums.heardSecs && MEASURES.heardSecs(countText(sums.heardSecs)),
  ].filter(Boolean);
  return [
    ...(sums.medianMs === null ? [] : [[MEASURES.median, msText(sums.medianMs)] as const]),
    [MEASURES.cost, costText(sums)] as const,
    ...(used.length ? [[MEASURES.used, used.join(" · ")] as const] : []),
  ].map(([title, value]) => [title, value]);
}

function linkRow(link: LinkQuality | null): [title: string, value: string][] {
  if (!link) return [];
  const { roundTripMs, lossShare, jitterMs, kbitsPerSec } = link;
  const told = [
    roundTripMs !== null && MEASURES.roundTrip(msText(roundTripMs)),
    lossShare !== null && MEASURES.loss(percent(lossShare)),
    jitterMs !== null && MEASURES.jitter(msText(jitterMs)),
    MEASURES.kbits(countText(kbitsPerSec)),
  ].filter(Boolean);
  return [[MEASURES.link, told.join(" · ")]];
}

function costText({ usd, isMinimum }: Sums): string {
  return isMinimum ? MEASURES.atLeast(usdText(usd)) : usdText(usd);
}
