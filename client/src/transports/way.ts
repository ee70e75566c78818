import type { ServerInfo } from "../api/types";

/** How a call reaches the server. */
export type Way = "webrtc" | "websocket";

/** Every way, the better one first. */
export const WAYS: readonly Way[] = ["webrtc", "websocket"];

export function isWay(value: unknown): value is Way {
  return WAYS.includes(value as Way);
}

/** The ways that both the server and this page know. */
export function offeredWays(info: ServerInfo | null): readonly Way[] {
  return info?.transports?.filter(isWay) ?? ["webrtc"];
}

/** The way to try first: what the person chose, or else what the server was set to. */
export function preferredWay(info: ServerInfo | null, chosen: Way | null): Way {
  const wanted = chosen ?? info?.transport;
  return isWay(wanted) ? wanted : "webrtc";
}
