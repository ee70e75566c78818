// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AppEvent, type AppState, OPENING, update } from "../app/state";
import { problem } from "../problems/problem";
import { Store } from "../store";
import { receiveInvitations } from "./invitations";

let store: Store<AppState, AppEvent>;

beforeEach(() => {
  history.replaceState(null, "", "#join=c1.i1");
  store = new Store<AppState, AppEvent>(OPENING, update);
  receiveInvitations(store);
});

afterEach(() => history.replaceState(null, "", "#"));

describe("an invitation in the address", () => {
  it("is taken in, and stays while other things go wrong", () => {
    store.dispatch({ type: "problem", problem: problem("server-full") });
    expect(store.state.invitation).toEqual({ conversationId: "c1", inviteToken: "i1" });
    expect(location.hash).toBe("#join=c1.i1");
  });

  it("is forgotten once it is known to be no good", () => {
    store.dispatch({ type: "problem", problem: problem("bad-invitation") });
    expect(store.state.invitation).toBeNull();
    expect(location.hash).toBe("");
    expect(store.state.problem?.code).toBe("bad-invitation");
  });
});
