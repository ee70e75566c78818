import { beforeEach, describe, expect, it, vi } from "vitest";
import { type Playback, Player, type SoundPlayer, STOPPED } from "./player";
import { twoSittings } from "./sample";
import { timelineOf } from "./timeline";

let sound: { -readonly [Key in keyof SoundPlayer]: SoundPlayer[Key] } & { paused: boolean };
let playback: Playback;
let player: Player;
let now: number;

beforeEach(() => {
  now = 1000;
  sound = {
    src: "",
    currentTime: 0,
    playbackRate: 1,
    defaultPlaybackRate: 1,
    ended: false,
    paused: true,
    play: vi.fn(async () => {
      sound.paused = false;
    }),
    pause: vi.fn(() => {
      sound.paused = true;
    }),
  };
  playback = STOPPED;
  player = new Player(
    (sitting) => `sound-${sitting}`,
    (changed) => {
      playback = changed;
    },
  );
  player.attach(sound);
  player.lay(timelineOf(twoSittings(), true));
});

/** Let time pass, for the sound, too, which has so much. */
function pass(secs: number, length = 10): void {
  now += secs * 1000;
  if (!sound.paused) {
    sound.currentTime = Math.min(sound.currentTime + secs * sound.playbackRate, length);
    sound.ended = sound.currentTime >= length;
    if (sound.ended) sound.paused = true;
  }
  player.tick(now);
}

describe("a recorded sitting", () => {
  it("is as far as its sound", () => {
    player.play(now);
    expect(sound.src).toBe("sound-1");
    pass(3);
    expect(playback).toMatchObject({ playing: true, position: 3, audible: true });
    // Sound that is still loading holds the lines up.
    now += 5000;
    player.tick(now);
    expect(playback.position).toBe(3);
  });

  it("goes on where somebody points, at their speed", () => {
    player.seek(6, now);
    expect(sound.play).not.toHaveBeenCalled();
    player.hasten(1.5);
    player.play(now);
    expect([sound.currentTime, sound.playbackRate, sound.defaultPlaybackRate]).toEqual([
      6, 1.5, 1.5,
    ]);
    pass(2);
    expect(playback.position).toBe(9);
    player.pause();
    pass(2);
    expect(playback).toMatchObject({ playing: false, position: 9 });
  });

  it("is shown by the clock from where its sound ends", () => {
    player.lay(timelineOf(twoSittings(10), true));
    player.seek(5, now);
    player.play(now);
    pass(2, 6);
    expect(playback).toMatchObject({ playing: true, position: 6, audible: false });
    pass(1.5);
    expect(playback).toMatchObject({ position: 7.5, audible: false });
    // Nobody asks for that sound again, until there is some.
    player.seek(2, now);
    expect(playback.audible).toBe(true);
  });

  it("is shown by the clock where its sound cannot be played", () => {
    player.play(now);
    player.failed(now);
    expect(playback).toMatchObject({ playing: true, audible: false });
    pass(4);
    expect(playback.position).toBe(4);
  });
});

describe("several sittings", () => {
  it("follow each other, with sound and without", () => {
    player.seek(9, now);
    player.play(now);
    pass(1);
    expect(playback).toMatchObject({ playing: true, position: 10, audible: false });
    pass(2);
    expect(playback.position).toBe(12);
    pass(4);
    expect(playback).toMatchObject({ playing: false, position: 15 });
  });

  it("begin anew after the end", () => {
    player.seek(15, now);
    player.play(now);
    expect(playback).toMatchObject({ playing: true, position: 0, audible: true });
  });

  it("pass by the clock as fast as somebody wants", () => {
    player.hasten(2);
    player.seek(11, now);
    player.play(now);
    pass(1.5);
    expect(playback.position).toBe(14);
  });
});

describe("a conversation without sound", () => {
  beforeEach(() => player.lay(timelineOf(twoSittings(), false)));

  it("goes by the clock, and asks for none", () => {
    player.play(now);
    pass(12);
    pass(1);
    expect(playback.position).toBeGreaterThanOrEqual(10);
    expect(sound.src).toBe("");
    expect(sound.play).not.toHaveBeenCalled();
  });

  it("of nothing does not play", () => {
    player.lay({ secs: 0, stretches: [], cues: [] });
    player.play(now);
    expect(playback.playing).toBe(false);
  });
});

it("tells where somebody went, while it goes on", () => {
  player.seek(4, now);
  player.play(now);
  pass(2);
  expect(playback).toMatchObject({ position: 6, steeredTo: 4 });
  player.pause();
  expect(playback.steeredTo).toBe(6);
});

it("ends with the page", () => {
  player.play(now);
  player.attach(null);
  pass(1);
  expect(playback.playing).toBe(true);
});
