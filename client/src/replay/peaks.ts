import { count, record } from "../call/fields";

/** How loud a recording is: the loudest samples of stretches of equal length, from 0 to 255. */
export interface Peaks {
  secs: number;
  caller: readonly number[];
  agent: readonly number[];
}

/** Read the server's answer; what it cannot read is silence. */
export function peaksOf(value: unknown): Peaks {
  const { secs, caller, agent } = record(value);
  return { secs: count(secs), caller: levelsOf(caller), agent: levelsOf(agent) };
}

function levelsOf(value: unknown): number[] {
  return Array.isArray(value) ? value.map(count) : [];
}
