import type { Caption } from "../captions/captions";

/** A line of a transcript, for tests. */
export const captionLine = (id: number, how: Partial<Caption>): Caption => ({
  id,
  who: "agent",
  by: "",
  text: "Hello",
  about: "",
  whole: "",
  final: true,
  cut: false,
  typed: false,
  aside: false,
  earlier: false,
  now: "",
  rest: "",
  ...how,
});
