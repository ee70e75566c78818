/** How the person wants to hear the agent and to be heard. */
export interface SoundChoices {
  /** Ids of devices; empty for what the system uses. */
  microphone: string;
  speaker: string;
  /** Of the agent's voice, from 0 to 1. */
  volume: number;
  /** Hear nothing of it for now. */
  quiet: boolean;
  /** Without it the agent hears itself through the speakers and interrupts itself. */
  echoCancellation: boolean;
  noiseSuppression: boolean;
  /** Be heard only while a key or a button is held. */
  holdToTalk: boolean;
}

/** For those who chose nothing. */
export const USUAL_SOUND: SoundChoices = {
  microphone: "",
  speaker: "",
  volume: 1,
  quiet: false,
  echoCancellation: true,
  noiseSuppression: true,
  holdToTalk: false,
};

/** Read what was stored, perhaps by another version of the page; null for what is no choice. */
export function soundChoicesOf(stored: unknown): SoundChoices | null {
  if (typeof stored !== "object" || stored === null) return null;
  const known = Object.entries(stored).filter(
    ([name, value]) => typeof value === typeof USUAL_SOUND[name as keyof SoundChoices],
  );
  const choices: SoundChoices = { ...USUAL_SOUND, ...Object.fromEntries(known) };
  return { ...choices, volume: within(choices.volume) };
}

/** Whether the microphone must be opened anew to go from one to the other. */
export function needsOtherMicrophone(before: SoundChoices, after: SoundChoices): boolean {
  return (
    before.microphone !== after.microphone ||
    before.echoCancellation !== after.echoCancellation ||
    before.noiseSuppression !== after.noiseSuppression
  );
}

function within(volume: number): number {
  return Number.isNaN(volume) ? USUAL_SOUND.volume : Math.min(1, Math.max(0, volume));
}
