import type { Assignment } from "./assignment";

/** An assignment for tests. */
export function assignment(how: Partial<Assignment> = {}): Assignment {
  return {
    desk: "team",
    id: 1,
    text: "find the answer",
    state: "working",
    note: "",
    detail: "",
    question: 0,
    done: 0,
    steps: 0,
    result: "",
    ...how,
  };
}
