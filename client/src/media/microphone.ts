/** No microphone; `name` tells why, in the names that browsers use for `DOMException`. */
export class MicrophoneError extends Error {
  constructor(name: string) {
    super(name);
    this.name = name;
  }
}

const CONSTRAINTS: MediaStreamConstraints = {
  audio: {
    channelCount: 1,
    // Without it the agent hears itself through the speakers and interrupts itself.
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
  },
  video: false,
};

/**
 * Ask for the microphone.
 *
 * @throws {MicrophoneError} For every reason that there is none.
 */
export async function openMicrophone(): Promise<MediaStreamTrack> {
  // Browsers hide the microphone from pages that came over plain http from another machine.
  if (!navigator.mediaDevices) throw new MicrophoneError("InsecureContextError");
  try {
    const stream = await navigator.mediaDevices.getUserMedia(CONSTRAINTS);
    const [track] = stream.getAudioTracks();
    if (track) return track;
  } catch (error) {
    throw new MicrophoneError(error instanceof DOMException ? error.name : "UnknownError");
  }
  throw new MicrophoneError("NotFoundError");
}
