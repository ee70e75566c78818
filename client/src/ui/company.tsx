import { useEffect, useState } from "react";
import type { Membership } from "../call/membership";
import { invitationLink } from "../company/invitation";
import { nameOf } from "../company/names";
import { STRINGS } from "../strings";
import styles from "./company.module.css";
import { InviteIcon } from "./icons";

/** How long it is told that the link was copied: whoever pastes it has looked away by then. */
const TOLD_MS = 6_000;

interface Props {
  /** Null before the server has told. */
  membership: Membership | null;
  /** Whether there is a conversation, or will be in a moment; its place is kept until then. */
  open: boolean;
}

/** Who takes part, and a link for those who shall. */
export function Company({ membership, open }: Props) {
  const [invited, setInvited] = useState<{ copied: boolean } | null>(null);
  useEffect(() => {
    if (!invited?.copied) return;
    const timer = setTimeout(() => setInvited(null), TOLD_MS);
    return () => clearTimeout(timer);
  }, [invited]);
  if (!open) return null;
  if (!membership) return <div className={styles.company} />;
  const link = invitationLink(location.href, membership);
  const invite = async () => setInvited({ copied: await copy(link) });
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
        {invited?.copied === true && STRINGS.invitationCopied}
        {invited?.copied === false && STRINGS.invitationShown}
      </p>
      {invited?.copied === false && (
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
