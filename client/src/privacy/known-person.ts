import { browserMemory } from "../memory/browser-memory";
import { newPersonKey } from "./person";

/**
 * The key by which the server shall know the person again.
 *
 * @returns Null where they want to be unknown, or the browser could not keep it for the next time.
 */
export function knownPerson(): string | null {
  if (browserMemory.unknown.get()) return null;
  if (!browserMemory.person.get()) browserMemory.person.set(newPersonKey());
  return browserMemory.person.get();
}
