import { describe, expect, it } from "vitest";
import { WAYS, type Way } from "../transports/way";
import { WayFinder } from "./way-finder";

function preferring(chosen: Way, offered: readonly Way[] = WAYS): WayFinder {
  const ways = new WayFinder();
  ways.prefer(chosen, offered);
  return ways;
}

describe("the way to the server", () => {
  it("is the one that was chosen", () => {
    expect(preferring("webrtc").way).toBe("webrtc");
    expect(preferring("websocket").way).toBe("websocket");
  });

  it("is another one where the server does not take that", () => {
    expect(preferring("websocket", ["webrtc"]).way).toBe("webrtc");
    expect(preferring("webrtc", ["websocket"]).way).toBe("websocket");
  });
});

describe("WebRTC that does not get through", () => {
  it("is tried twice, and then replaced for as long as the page is open", () => {
    const ways = preferring("webrtc");
    expect(ways.failed()).toBe("again");
    expect(ways.failed()).toBe("another");
    expect(ways.way).toBe("websocket");
    ways.succeeded();
    ways.prefer("webrtc", WAYS);
    expect(ways.way).toBe("websocket");
  });

  it("is forgiven one failure among successes", () => {
    const ways = preferring("webrtc");
    ways.failed();
    ways.succeeded();
    expect(ways.failed()).toBe("again");
  });

  it("is tried again when the person chooses it anew", () => {
    const ways = preferring("webrtc");
    ways.failed();
    ways.failed();
    ways.prefer("websocket", WAYS);
    ways.prefer("webrtc", WAYS);
    expect(ways.way).toBe("webrtc");
  });

  it("is the end where nothing else is offered", () => {
    const ways = preferring("webrtc", ["webrtc"]);
    expect([ways.failed(), ways.failed()]).toEqual(["again", "nothing"]);
  });
});

it("a WebSocket that does not get through is replaced by nothing", () => {
  expect(preferring("websocket").failed()).toBe("nothing");
});
