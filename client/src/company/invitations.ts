import type { AppEvent, AppState } from "../app/state";
import { isOpen } from "../call/state";
import type { Store } from "../store";
import { invitationIn, withoutInvitation } from "./invitation";

/** Takes the invitation from the page's address, and out of it once it was used, or is no good. */
export function receiveInvitations(store: Store<AppState, AppEvent>): void {
  const look = () => {
    const invitation = invitationIn(location.href);
    if (invitation && !isOpen(store.state.call.state))
      store.dispatch({ type: "invited", invitation });
  };
  look();
  window.addEventListener("hashchange", look);
  store.subscribe(() => {
    const { invitation, membership, problem } = store.state;
    const joined = membership?.conversationId === invitation?.conversationId;
    if (invitation && (joined || problem?.code === "bad-invitation")) discardInvitation(store);
  });
}

/** Forget the invitation: it was taken up, or declined. */
export function discardInvitation(store: Store<AppState, AppEvent>): void {
  history.replaceState(null, "", withoutInvitation(location.href));
  store.dispatch({ type: "invited", invitation: null });
}
