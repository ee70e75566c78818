import { WAYS, type Way } from "../transports/way";

/** A firewall that blocks UDP does so each time; one lost start may be chance. */
const FAILURES_BEFORE_ANOTHER_WAY = 2;

/** Chooses the way to the server, and another one where the chosen is blocked. */
export class WayFinder {
  #failures = 0;
  /** WebRTC did not get through; it is not tried again while the page is open. */
  #blocked = false;
  #chosen: Way = "webrtc";
  #offered: readonly Way[] = WAYS;

  /**
   * @param chosen What the person or the server prefers.
   * @param offered What the server takes.
   */
  prefer(chosen: Way, offered: readonly Way[]): void {
    // Who chooses WebRTC although it was blocked wants it tried again.
    if (chosen !== this.#chosen) this.#blocked = false;
    this.#chosen = chosen;
    this.#offered = offered;
  }

  get way(): Way {
    const wanted = this.#blocked ? "websocket" : this.#chosen;
    return this.#offered.includes(wanted) ? wanted : (this.#offered[0] ?? wanted);
  }

  /**
   * Media did not get through this way.
   *
   * @returns What to try next: the same way, another one, or nothing.
   */
  failed(): "again" | "another" | "nothing" {
    if (this.way !== "webrtc") return "nothing";
    if (++this.#failures < FAILURES_BEFORE_ANOTHER_WAY) return "again";
    this.#failures = 0;
    if (!this.#offered.includes("websocket")) return "nothing";
    this.#blocked = true;
    return "another";
  }

  succeeded(): void {
    this.#failures = 0;
  }
}
