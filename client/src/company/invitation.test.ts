import { describe, expect, it } from "vitest";
import { invitationIn, invitationLink, withoutInvitation } from "./invitation";

const INVITATION = { conversationId: "kitchen.v2~a_b", inviteToken: "8EtCKD_q0efpT2-CYWlBvoRR" };
const PAGES = [
  "http://localhost:7860/",
  "https://talk.example.com/voice/client/",
  "https://talk.example.com/?token=secret#join=old.older",
];

describe("an invitation", () => {
  it.each(PAGES)("comes whole through a link to %s", (page) => {
    expect(invitationIn(invitationLink(page, INVITATION))).toEqual(INVITATION);
  });

  it("stands in no request, and takes nobody's access token along", () => {
    for (const page of PAGES) {
      const link = new URL(invitationLink(page, INVITATION));
      expect(link.pathname + link.search).not.toContain(INVITATION.inviteToken);
      expect(link.href).not.toContain("secret");
    }
  });

  it("leaves the address when it was taken up", () => {
    const link = invitationLink("https://talk.example.com/voice/", INVITATION);
    expect(withoutInvitation(link)).toBe("https://talk.example.com/voice/");
  });

  it.each(["", "#", "#top", "#join=", "#join=only-an-id", "#join=.token", "#join=id."])(
    "is not in an address that ends with %j",
    (end) => {
      expect(invitationIn(`http://localhost:7860/${end}`)).toBeNull();
    },
  );
});
