import { placeAt, type Stretch, type Timeline } from "./timeline";

/** What can play the sound of one sitting at a time: a part of the browser's own player. */
export type SoundPlayer = Pick<
  HTMLAudioElement,
  "src" | "currentTime" | "playbackRate" | "defaultPlaybackRate" | "ended" | "play" | "pause"
>;

/** How far a replay is. */
export interface Playback {
  playing: boolean;
  /** Seconds on the timeline. */
  position: number;
  /** Where somebody went last, or where it stopped. */
  steeredTo: number;
  /** Times real time. */
  speed: number;
  /** Whether there is sound here. */
  audible: boolean;
}

/** Before anything was played. */
export const STOPPED: Playback = {
  playing: false,
  position: 0,
  steeredTo: 0,
  speed: 1,
  audible: false,
};

/** So much sound may be missing at a sitting's end without anybody noticing. */
const NEARLY_SECS = 0.15;

/**
 * Plays a conversation from one sitting to the next: by its sound where there is some, else by the
 * clock, so that its lines are shown when they were said.
 */
export class Player {
  #timeline: Timeline = { secs: 0, stretches: [], cues: [] };
  #playback = STOPPED;
  #sound: SoundPlayer | null = null;
  /** The sitting whose sound is playing; 0 where the clock counts. */
  #loud = 0;
  /** Where sittings' sound really ended, in seconds; 0 where it cannot be played at all. */
  readonly #ends = new Map<number, number>();
  #at = 0;
  readonly #urlOf: (sitting: number) => string;
  readonly #tell: (playback: Playback) => void;

  /**
   * @param urlOf Where a sitting's sound comes from.
   * @param tell Told whenever something changes.
   */
  constructor(urlOf: (sitting: number) => string, tell: (playback: Playback) => void) {
    this.#urlOf = urlOf;
    this.#tell = tell;
  }

  /** Use what the page has to play sound; null once it is gone. */
  attach(sound: SoundPlayer | null): void {
    this.#sound = sound;
    this.#loud = 0;
  }

  /** There is more of the conversation, or other sound. */
  lay(timeline: Timeline): void {
    this.#timeline = timeline;
    this.#change({ audible: this.#isAudible(this.#playback.position) });
  }

  /** @param at The time now, in milliseconds. */
  play(at: number): void {
    const { position } = this.#playback;
    const over = position >= this.#timeline.secs - NEARLY_SECS;
    this.#change({ playing: this.#timeline.secs > 0 });
    this.#go(over ? 0 : position, at);
  }

  pause(): void {
    this.#sound?.pause();
    this.#change({ playing: false, steeredTo: this.#playback.position });
  }

  /**
   * @param position Seconds on the timeline; what lies beyond is its end.
   * @param at The time now, in milliseconds.
   */
  seek(position: number, at: number): void {
    const steeredTo = Math.min(Math.max(0, position), this.#timeline.secs);
    this.#change({ steeredTo });
    this.#go(steeredTo, at);
  }

  /** @param speed Times real time. */
  hasten(speed: number): void {
    this.#change({ speed });
    this.#applySpeed();
  }

  /** Look how far it is. @param at The time now, in milliseconds. */
  tick(at: number): void {
    const { playing, position, speed } = this.#playback;
    const passed = ((at - this.#at) / 1000) * speed;
    this.#at = at;
    const place = placeAt(this.#timeline, position);
    if (!playing || !place) return;
    const { stretch } = place;
    const end = stretch.begin + stretch.secs;
    if (this.#loud !== stretch.sitting || !this.#sound) this.#reach(position + passed, end, at);
    else if (this.#sound.ended) this.#silent(stretch, this.#sound.currentTime, at);
    else this.#reach(stretch.begin + this.#sound.currentTime, end, at);
  }

  /** The sound of what plays now cannot be had: its lines are shown all the same. */
  failed(at: number): void {
    const place = placeAt(this.#timeline, this.#playback.position);
    if (!place || !this.#loud) return;
    this.#ends.set(this.#loud, 0);
    this.#go(this.#playback.position, at);
  }

  #reach(position: number, end: number, at: number): void {
    const going = position < end;
    if (going && this.#loud) this.#change({ position });
    else if (going) this.#goBy(position, at);
    else if (end >= this.#timeline.secs) this.#stop();
    else this.#go(end, at);
  }

  /** By the clock; where sound begins again, with it. */
  #goBy(position: number, at: number): void {
    if (this.#isAudible(position) && !this.#playback.audible) this.#go(position, at);
    else this.#change({ position });
  }

  #silent(stretch: Stretch, heardSecs: number, at: number): void {
    const end = stretch.begin + stretch.secs;
    const position = Math.min(stretch.begin + heardSecs, end);
    if (end - position < NEARLY_SECS) {
      this.#reach(end, end, at);
      return;
    }
    // The recording was stopped in mid-call, or torn: the rest is shown without it.
    this.#ends.set(stretch.sitting, heardSecs);
    this.#loud = 0;
    this.#at = at;
    this.#change({ position, audible: false });
  }

  #stop(): void {
    const { secs } = this.#timeline;
    this.#sound?.pause();
    this.#change({ playing: false, position: secs, steeredTo: secs });
  }

  #go(position: number, at: number): void {
    this.#at = at;
    const audible = this.#isAudible(position);
    const place = placeAt(this.#timeline, position);
    this.#change({ position, audible });
    if (place && audible && this.#sound) this.#sing(place.stretch, place.offset, this.#sound);
    else {
      this.#loud = 0;
      this.#sound?.pause();
    }
  }

  #sing({ sitting }: Stretch, offset: number, sound: SoundPlayer): void {
    if (this.#loud !== sitting) {
      sound.src = this.#urlOf(sitting);
      this.#loud = sitting;
      this.#applySpeed();
    }
    sound.currentTime = offset;
    // It may be refused, or paused before it began; the browser tells of what is broken.
    if (this.#playback.playing) sound.play().catch(() => undefined);
  }

  #applySpeed(): void {
    if (!this.#sound) return;
    // Another source begins with the default one.
    this.#sound.defaultPlaybackRate = this.#playback.speed;
    this.#sound.playbackRate = this.#playback.speed;
  }

  #isAudible(position: number): boolean {
    const place = placeAt(this.#timeline, position);
    if (!place) return false;
    const { sitting, soundSecs } = place.stretch;
    return place.offset < Math.min(soundSecs, this.#ends.get(sitting) ?? soundSecs);
  }

  #change(change: Partial<Playback>): void {
    this.#playback = { ...this.#playback, ...change };
    this.#tell(this.#playback);
  }
}
