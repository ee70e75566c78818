import type { StartChoices } from "../api/types";
import type { Membership } from "../call/membership";
import type { Caption } from "../captions/captions";
import type { Invitation } from "../company/invitation";
import type { Keep } from "../privacy/keep";

/** How a conversation begins. */
export interface Opening {
  /** Send silence instead of asking for the microphone. */
  typeOnly?: boolean;
  /** Say this first; the agent then answers it instead of greeting. */
  firstWords?: string;
  choices?: Chosen;
  /** Join somebody else's conversation. */
  invitation?: Invitation;
  /** What the others call the person. */
  name?: string;
  /** How much of it is kept; left out for what is usual. */
  keep?: Keep;
  /** By which the server knows the person again. */
  person?: string;
  /** An earlier conversation that is taken up again. */
  continues?: string;
  /** What was said in it. */
  earlier?: readonly Caption[];
}

/** What the person picked on the page, by id; empty for the server's default. */
export interface Chosen {
  voice?: string;
  brain?: string;
  persona?: string;
  language?: string;
}

/** What a new conversation asks of the server, or joining one. */
export function openingRequest(opening: Opening): StartChoices {
  const { voice, brain, persona, language } = opening.choices ?? {};
  const { invitation, name, keep, person, continues } = opening;
  return {
    greeting: opening.firstWords === undefined,
    ...timezone(),
    ...(voice ? { voice } : {}),
    ...(brain ? { llm_backend: brain } : {}),
    ...(persona ? { persona } : {}),
    ...(language ? { language } : {}),
    ...(name ? { name } : {}),
    ...(person ? { person } : {}),
    ...(invitation
      ? { conversation_id: invitation.conversationId, invite_token: invitation.inviteToken }
      : { ...(keep ? { keep } : {}), ...(continues ? { continue: continues } : {}) }),
  };
}

/** What coming back asks of the server: all was chosen when the conversation began. */
export function returnRequest({ conversationId, resumeToken }: Membership): StartChoices {
  return { ...timezone(), conversation_id: conversationId, resume_token: resumeToken };
}

function timezone(): StartChoices {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const known = /^(UTC|[A-Z]\w+\/[\w+\-/]+)$/.test(timeZone) && timeZone !== "Etc/Unknown";
  return known ? { timezone: timeZone } : {};
}
