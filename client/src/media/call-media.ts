import type { PipecatClientOptions, Tracks } from "@pipecat-ai/client-js";

type Callbacks = NonNullable<PipecatClientOptions["callbacks"]>;

/** What a transport calls on its media manager. */
export interface TransportMedia {
  readonly supportsScreenShare: boolean;
  readonly isMicEnabled: boolean;
  readonly isCamEnabled: boolean;
  readonly isSharingScreen: boolean;
  readonly selectedMic: MediaDeviceInfo | Record<string, never>;
  readonly selectedCam: Record<string, never>;
  readonly selectedSpeaker: Record<string, never>;
  setClientOptions(options: PipecatClientOptions): void;
  initialize(): Promise<void>;
  connect(): Promise<void>;
  disconnect(): Promise<void>;
  tracks(): Tracks;
  enableMic(enable: boolean): void;
  enableCam(enable: boolean): void;
  enableScreenShare(enable: boolean): void;
  getAllMics(): Promise<MediaDeviceInfo[]>;
  getAllCams(): Promise<MediaDeviceInfo[]>;
  getAllSpeakers(): Promise<MediaDeviceInfo[]>;
  updateMic(id: string): Promise<void>;
  updateCam(id: string): void;
  updateSpeaker(id: string): void;
}

const DEVICE = { deviceId: "chosen", groupId: "", kind: "audioinput", label: "" } as const;

/**
 * Gives a transport one audio track that is open already, microphone or silence. The transport's
 * own managers fetch code from the internet, or open the microphone without echo cancellation.
 */
export class CallMedia implements TransportMedia {
  readonly supportsScreenShare = false;
  readonly isCamEnabled = false;
  readonly isSharingScreen = false;
  // Muting sends silence instead of telling the server that the track is off: its turn detection
  // needs frames to notice that the person has stopped.
  readonly isMicEnabled = true;
  readonly selectedCam = {};
  readonly selectedSpeaker = {};
  readonly selectedMic: MediaDeviceInfo = { ...DEVICE, toJSON: () => DEVICE };
  #track: MediaStreamTrack;
  #muted = false;
  #callbacks: Callbacks = {};

  constructor(track: MediaStreamTrack) {
    this.#track = track;
  }

  get track(): MediaStreamTrack {
    return this.#track;
  }

  /** Speak through another track from now on; the transport's sender is the caller's to change. */
  replace(track: MediaStreamTrack): void {
    this.#track.stop();
    this.#track = track;
    track.enabled = !this.#muted;
  }

  mute(muted: boolean): void {
    this.#muted = muted;
    this.#track.enabled = !muted;
  }

  setClientOptions(options: PipecatClientOptions): void {
    this.#callbacks = options.callbacks ?? {};
  }

  async initialize(): Promise<void> {
    // Without this the client believes that no device is ready, and asks again.
    this.#callbacks.onMicUpdated?.(this.selectedMic);
  }

  async connect(): Promise<void> {}

  // The track outlives a connection: a caller who comes back speaks through the same one.
  async disconnect(): Promise<void> {}

  tracks(): Tracks {
    return { local: { audio: this.#track } };
  }

  enableMic(enable: boolean): void {
    this.mute(!enable);
  }

  enableCam(): void {}
  enableScreenShare(): void {}
  updateCam(): void {}
  updateSpeaker(): void {}
  async updateMic(): Promise<void> {}

  async getAllMics(): Promise<MediaDeviceInfo[]> {
    return [this.selectedMic];
  }

  async getAllCams(): Promise<MediaDeviceInfo[]> {
    return [];
  }

  async getAllSpeakers(): Promise<MediaDeviceInfo[]> {
    return [];
  }
}
