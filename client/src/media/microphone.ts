import type { SoundChoices } from "./sound-choices";

/** No microphone; `name` tells why, in the names that browsers use for `DOMException`. */
export class MicrophoneError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

/** What a microphone is opened by. */
export type MicrophoneChoice = Pick<
  SoundChoices,
  "microphone" | "echoCancellation" | "noiseSuppression"
>;

/** Why a microphone that was chosen cannot be had, while another may. */
const GONE: ReadonlySet<string> = new Set(["NotFoundError", "OverconstrainedError"]);

/**
 * Ask for the microphone that was chosen, or for another one if that is not there.
 *
 * @param onOther Told of the one that stands in for what was chosen.
 * @throws {MicrophoneError} For every reason that there is none.
 */
export async function openMicrophone(
  choice: MicrophoneChoice,
  onOther: (other: MediaStreamTrack) => void = () => undefined,
): Promise<MediaStreamTrack> {
  // Browsers hide the microphone from pages that came over plain http from another machine.
  if (!navigator.mediaDevices) throw new MicrophoneError("InsecureContextError");
  try {
    return await open(choice);
  } catch (error) {
    const another = choice.microphone && error instanceof MicrophoneError && GONE.has(error.name);
    if (!another) throw error;
    const other = await open({ ...choice, microphone: "" });
    onOther(other);
    return other;
  }
}

async function open(choice: MicrophoneChoice): Promise<MediaStreamTrack> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(constraints(choice));
    const [track] = stream.getAudioTracks();
    if (track) return track;
  } catch (error) {
    throw new MicrophoneError(error instanceof DOMException ? error.name : "UnknownError");
  }
  throw new MicrophoneError("NotFoundError");
}

function constraints(choice: MicrophoneChoice): MediaStreamConstraints {
  const { microphone, echoCancellation, noiseSuppression } = choice;
  return {
    audio: {
      ...(microphone ? { deviceId: { exact: microphone } } : {}),
      channelCount: 1,
      echoCancellation,
      noiseSuppression,
      autoGainControl: true,
    },
    video: false,
  };
}
