import { count, record, words } from "../call/fields";
import { isKeep, type Keep } from "./keep";

/** What the server keeps of conversations, and how much it has. */
export interface Privacy {
  /** The most that is kept of a conversation. */
  kept: Keep;
  /** For how many days; 0 for ever. */
  keepDays: number;
  recordingsKeepDays: number;
  /** 0 for no limit. */
  recordingsMaxGb: number;
  /** What is taken out of stored text, such as `cards`. */
  redacted: readonly string[];
  /** Whether facts about people are remembered. */
  memory: boolean;
  /** How much there is; null on a server that strangers may call. */
  stored: Amounts | null;
}

/** How much is stored. */
export interface Amounts {
  conversations: number;
  bytes: number;
  recordings: number;
  recordingsBytes: number;
}

/** Read the server's answer. */
export function privacyOf(value: unknown): Privacy {
  const data = record(value);
  return {
    kept: isKeep(data.kept) ? data.kept : "nothing",
    keepDays: count(data.keep_days),
    recordingsKeepDays: count(data.recordings_keep_days),
    recordingsMaxGb: count(data.recordings_max_gb),
    redacted: Array.isArray(data.redacted) ? data.redacted.map(words).filter(Boolean) : [],
    memory: data.memory === true,
    stored: typeof data.conversations === "number" ? amountsOf(data) : null,
  };
}

function amountsOf(data: Record<string, unknown>): Amounts {
  return {
    conversations: count(data.conversations),
    bytes: count(data.bytes),
    recordings: count(data.recordings),
    recordingsBytes: count(data.recordings_bytes),
  };
}
