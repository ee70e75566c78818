/** What a link says that brings somebody into a conversation. */
export interface Invitation {
  conversationId: string;
  inviteToken: string;
}

const KEY = "join";

/**
 * The link that brings others into a conversation. It carries the token behind `#`, which browsers
 * send to nobody: it stands in no log.
 *
 * @param page The page's own address.
 */
export function invitationLink(page: string, invitation: Invitation): string {
  const link = new URL(page);
  const secret = `${invitation.conversationId}.${invitation.inviteToken}`;
  link.search = "";
  link.hash = new URLSearchParams({ [KEY]: secret }).toString();
  return link.href;
}

/** The invitation in an address; null if there is none. */
export function invitationIn(address: string): Invitation | null {
  const secret = new URLSearchParams(new URL(address).hash.slice(1)).get(KEY) ?? "";
  // An id may hold dots, a token holds none.
  const dot = secret.lastIndexOf(".");
  const [conversationId, inviteToken] = [secret.slice(0, Math.max(0, dot)), secret.slice(dot + 1)];
  return conversationId && inviteToken ? { conversationId, inviteToken } : null;
}

/** The address without its invitation. */
export function withoutInvitation(address: string): string {
  const url = new URL(address);
  url.hash = "";
  return url.href;
}
