import { useState } from "react";
import type { Membership } from "../call/membership";
import { invitationLink } from "../company/invitation";
import { nameOf } from "../company/names";
import { STRINGS } from "../strings";
import styles from "./company.module.css";
import { InviteIcon } from "./icons";

interface Props {
  /** Null before the server has told. */
  membership: Membership | null;
  /** Whether the conversation goes on. */
  open: boolean;
}

/** Who takes part, and a link for those who shall. */
export function Company({ membership, open }: Props) {
  const [copied, setCopied] = useState<"yes" | "no" | null>(null);
  if (!membership || !open) return null;
  const link = invitationLink(location.href, membership);
  const invite = async () => setCopied((await copy(link)) ? "yes" : "no");
  return (
    <div className={styles.company}>
      <Names membership={membership} />
      {membership.inviteToken && (
        <button
          type="button"
          className={styles.invite}
          data-testid="invite"
          onClick={() => void invite()}
        >
          <InviteIcon />
          {STRINGS.invite}
        </button>
      )}
      <p className={styles.told} role="status" data-testid="invited">
        {copied === "yes" && STRINGS.invitationCopied}
        {copied === "no" && STRINGS.invitationShown}
      </p>
      {copied === "no" && (
        <input
          className={styles.link}
          data-testid="invitation-link"
          readOnly
          aria-label={STRINGS.invitation}
          value={link}
          onFocus={(event) => event.target.select()}
        />
      )}
    </div>
  );
}

/** Everybody, where there is more than one. */
function Names({ membership: { me, participants } }: { membership: Membership }) {
  if (participants.length < 2) return <span />;
  return (
    <ul className={styles.names} aria-label={STRINGS.company} data-testid="participants">
      {participants.map((each) => (
        <li key={each.id}>{each.id === me.id ? STRINGS.you : nameOf(each)}</li>
      ))}
    </ul>
  );
}

/** Browsers hide the clipboard from pages that came over plain http from another machine. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
