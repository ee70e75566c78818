import { isWay, type Way } from "../transports/way";
import { Kept } from "./kept";

const text = (value: unknown) => (typeof value === "string" ? value : null);
const way = (value: unknown) => (isWay(value) ? value : null);

/** What this browser remembers of the person, for every tab and next time. */
export const browserMemory = {
  /** How they want to be connected, if they chose. */
  way: new Kept<Way>(() => localStorage, "repartee.way", way),
  /** What others call them. */
  name: new Kept<string>(() => localStorage, "repartee.name", text),
};
