import type { CallEvent } from "../call/events";
import { type Assignment, DESKS, type Desk, isOver } from "./assignment";

/** What is on one desk. */
export interface DeskWork {
  desk: Desk;
  /** Under way, or paused, or about to begin. */
  current: Assignment;
  /** What comes after it. */
  waiting: readonly Assignment[];
}

/** What is not over yet after an event; the same list where nothing changes. */
export function workAfter(work: readonly Assignment[], event: CallEvent): readonly Assignment[] {
  switch (event.type) {
    case "assignment":
      return put(work, event.assignment);
    case "starting":
    case "ended":
    // Whoever comes back missed something, and is shown everything anew.
    case "welcomed":
      return work.length > 0 ? [] : work;
    default:
      return work;
  }
}

/** Each desk that has something to do; one that asks comes first. */
export function desksOf(work: readonly Assignment[]): readonly DeskWork[] {
  const desks = DESKS.flatMap((desk) => {
    const [first, ...rest] = work.filter((each) => each.desk === desk);
    return first ? [{ desk, current: first, waiting: rest }] : [];
  });
  return desks.sort((a, b) => Number(asks(b)) - Number(asks(a)));
}

function asks({ current }: DeskWork): boolean {
  return current.state === "asking";
}

/** One assignment is done after the other, in order. */
function put(work: readonly Assignment[], news: Assignment): readonly Assignment[] {
  const others = work.filter(({ desk, id }) => desk !== news.desk || id !== news.id);
  if (isOver(news)) return others.length < work.length ? others : work;
  return [...others, news].sort((a, b) => a.id - b.id);
}
