import { expect, it } from "vitest";
import { openingRequest } from "./opening";

it("tells the server what to keep, who the person is, and what to continue", () => {
  const request = openingRequest({ keep: "nothing", person: "key", continues: "c1" });
  expect(request).toMatchObject({ keep: "nothing", person: "key", continue: "c1" });
});

it("leaves to whoever began a conversation what is kept of it", () => {
  const invitation = { conversationId: "c1", inviteToken: "i1" };
  const request = openingRequest({ keep: "audio", person: "key", invitation });
  expect(request).toMatchObject({ conversation_id: "c1", person: "key" });
  expect(request).not.toHaveProperty("keep");
});

it("sends nothing that an older server would not understand, unless it was chosen", () => {
  const request = openingRequest({});
  for (const each of ["keep", "person", "continue"]) expect(request).not.toHaveProperty(each);
});
