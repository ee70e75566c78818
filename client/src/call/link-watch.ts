/** How the sound from the server comes in. */
export type LinkHealth =
  | "flowing"
  | "stalled" // nothing for a moment: ask the server whether it is still there
  | "lost"; // nothing for so long that the person must be told

const STALLED_MS = 1_200;
const LOST_MS = 3_000;

/**
 * Tells from the count of received packets whether a call is alive. The server sends a packet every
 * 20 ms while it speaks and every 200 ms while it does not, so a pause means trouble long before ICE
 * notices (8 s and more).
 */
export class LinkWatch {
  #packets = -1;
  #lastArrival = 0;

  /**
   * @param packets Audio packets received since the call began; it starts over on a reconnect.
   * @param at Now, in milliseconds of any steady clock.
   */
  observe(packets: number, at: number): LinkHealth {
    if (packets !== this.#packets) {
      this.#packets = packets;
      this.#lastArrival = at;
      return "flowing";
    }
    const quiet = at - this.#lastArrival;
    if (quiet >= LOST_MS) return "lost";
    return quiet >= STALLED_MS ? "stalled" : "flowing";
  }
}
