import { words } from "./fields";

/** What can be another in mid-call; what is left out stays as it is. */
export interface Setup {
  voice?: string;
  brain?: string;
  language?: string;
  /** Who the agent is, in the person's words. */
  system_prompt?: string;
}

const SETTINGS = ["voice", "brain", "language", "system_prompt"] as const;

/** Read what is in use from now on. */
export function setupOf(data: Record<string, unknown>): Setup {
  const told = SETTINGS.filter((each) => typeof data[each] === "string");
  return Object.fromEntries(told.map((each) => [each, words(data[each])]));
}
