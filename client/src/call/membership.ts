/** Someone who takes part in a conversation. */
export interface Participant {
  id: string;
  /** Empty for one who gave none. */
  name: string;
}

/** What makes the person part of a conversation, as the server tells it on each connection. */
export interface Membership {
  conversationId: string;
  /** With it, and only with it, the person may come back. */
  resumeToken: string;
  /** With it, others may join. */
  inviteToken: string;
  me: Participant;
  /** Everybody, the person included. */
  participants: readonly Participant[];
  /** How long the server waits for someone who was cut off. */
  graceSecs: number;
}

const USUAL_GRACE_SECS = 60;

/** Read the server's `conversation` message; null if it is not one. */
export function membershipOf(data: Record<string, unknown>): Membership | null {
  const me = participantOf(data.participant);
  const { id, resume_token: resumeToken, invite_token: inviteToken, grace_secs: grace } = data;
  if (typeof id !== "string" || typeof resumeToken !== "string" || !me) return null;
  return {
    conversationId: id,
    resumeToken,
    inviteToken: typeof inviteToken === "string" ? inviteToken : "",
    me,
    participants: participantsOf(data.participants),
    graceSecs: typeof grace === "number" && grace >= 0 ? grace : USUAL_GRACE_SECS,
  };
}

/** Read one participant; null if it is none. */
export function participantOf(value: unknown): Participant | null {
  if (typeof value !== "object" || value === null || !("id" in value)) return null;
  const { id, name } = value as { id: unknown; name?: unknown };
  return typeof id === "string" ? { id, name: typeof name === "string" ? name : "" } : null;
}

/** Read a list of participants; what is none is left out. */
export function participantsOf(value: unknown): Participant[] {
  if (!Array.isArray(value)) return [];
  return value.map(participantOf).filter((each) => each !== null);
}
