import { useState } from "react";
import type { OperateApi } from "../../operate/operate-api";
import type { Figures, Operations } from "../../operate/operations";
import { sizeText } from "../../privacy/size";
import { HISTORY, OPERATE } from "../../strings";
import { countText, msText, usdText } from "../amounts";
import { dayText } from "../dates";
import { Failure } from "../history/failure";
import { useAnswer } from "../use-answer";
import { Draining } from "./draining";
import { LiveSessions } from "./live-sessions";
import { ModelShelf } from "./model-shelf";
import styles from "./operate.module.css";
import { type Period, PeriodPicker } from "./period-picker";
import { Rows } from "./rows";
import { StageTable } from "./stage-table";

/** How the server does, for whoever runs it. */
export function Operate({ api }: { api: OperateApi }) {
  const [hours, setHours] = useState<Period>(24);
  const { answer, why, again } = useAnswer(() => api.operations(hours), [api, hours]);
  if (why) return <Failure why={why} onRetry={again} />;
  if (!answer) return <p className={styles.hint}>{HISTORY.loading}</p>;
  return (
    <div className={styles.operate} data-testid="operate">
      <LiveSessions api={api} />
      <Rows title={OPERATE.now} rows={nowOf(answer)} />
      <Draining api={api} draining={answer.draining} onChange={again} />
      {answer.figures ? (
        <>
          <PeriodPicker hours={hours} onPick={setHours} />
          <Past figures={answer.figures} />
        </>
      ) : (
        <p className={styles.hint}>{answer.missing}</p>
      )}
      <Rows
        title={OPERATE.health}
        rows={answer.health.map(([part, well]) => [
          part,
          well ? OPERATE.healthy : OPERATE.degraded,
        ])}
      />
      <ModelShelf api={api} />
      <button type="button" className={styles.again} data-testid="operate-again" onClick={again}>
        {OPERATE.again}
      </button>
    </div>
  );
}

function Past({ figures }: { figures: Figures }) {
  const { errors, costs } = figures;
  return (
    <>
      <Rows title={OPERATE.waits} rows={waitsOf(figures)} />
      <StageTable stages={figures.stages} />
      <Rows
        title={OPERATE.errors}
        none={OPERATE.noErrors}
        rows={errors.map(({ type, count }) => [type, countText(count)])}
      />
      <Rows
        title={OPERATE.costs}
        none={OPERATE.noCosts}
        rows={costs.map(({ day, provider, usd }) => [
          `${dayText(day)} · ${provider}`,
          usdText(usd),
        ])}
      />
    </>
  );
}

function nowOf(told: Operations): [string, string][] {
  const { active, held, limit, cpus, load, memoryBytes, spentTodayUsd, budgetPerDayUsd } = told;
  const spent = usdText(spentTodayUsd);
  return [
    [OPERATE.calls, OPERATE.callsOf(active + held, limit)],
    [OPERATE.load, OPERATE.loadOf(load.toFixed(1), cpus)],
    [OPERATE.memory, sizeText(memoryBytes)],
    [OPERATE.spent, budgetPerDayUsd ? OPERATE.spentOf(spent, usdText(budgetPerDayUsd)) : spent],
  ];
}

function waitsOf({ answers, p50Ms, p95Ms, p99Ms }: Figures): [string, string][] {
  if (!answers) return [[OPERATE.answers, countText(0)]];
  return [
    [OPERATE.answers, countText(answers)],
    [OPERATE.within(50), msText(p50Ms)],
    [OPERATE.within(95), msText(p95Ms)],
    [OPERATE.within(99), msText(p99Ms)],
  ];
}
