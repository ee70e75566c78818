import type { Participant } from "../call/membership";
import { STRINGS } from "../strings";

/** What to call someone who may have given no name. */
export function nameOf({ name }: Participant): string {
  return name || STRINGS.somebody;
}
