/** A microphone or a loudspeaker. */
export interface Device {
  id: string;
  label: string;
}

/** What there is to choose. */
export interface Devices {
  microphones: readonly Device[];
  speakers: readonly Device[];
}

/** Browsers tell nothing before the microphone was allowed. */
export const NO_DEVICES: Devices = { microphones: [], speakers: [] };

/** Chromium lists some devices twice: as themselves, and as what the system uses for this. */
const ALIASES: ReadonlySet<string> = new Set(["", "default", "communications"]);

type Found = Pick<MediaDeviceInfo, "deviceId" | "kind" | "label">;

/** Read what a browser found. */
export function devicesOf(found: readonly Found[]): Devices {
  const ofKind = (kind: MediaDeviceKind) =>
    found
      .filter((each) => each.kind === kind && !ALIASES.has(each.deviceId))
      .map(({ deviceId, label }) => ({ id: deviceId, label }));
  return { microphones: ofKind("audioinput"), speakers: ofKind("audiooutput") };
}

/** What there is now; nothing where the browser does not tell. */
export async function findDevices(): Promise<Devices> {
  try {
    return devicesOf(await navigator.mediaDevices.enumerateDevices());
  } catch {
    // An insecure page has no `mediaDevices`; others may forbid the question.
    return NO_DEVICES;
  }
}

/** Be told whenever something is plugged in or pulled out. */
export function watchDevices(onDevices: (devices: Devices) => void): void {
  navigator.mediaDevices?.addEventListener("devicechange", () => {
    void findDevices().then(onDevices);
  });
}
