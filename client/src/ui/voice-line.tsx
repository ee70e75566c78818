import { useEffect, useRef } from "react";
import type { CallState } from "../call/state";
import { isOpen } from "../call/state";
import type { Sound } from "../media/sound";
import { useFrames, useMedia } from "./hooks";
import styles from "./voice-line.module.css";
import { displacement, Echo, isWhole } from "./wave";

const DOT = 5;
const STEP = 2;

interface Props {
  state: CallState;
  sound: Sound;
}

/** The line between the two who talk. The state is told in words beside it. */
export function VoiceLine({ state, sound }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const voices = useRef({ mine: new Echo(), theirs: new Echo() });
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const dark = useMedia("(prefers-color-scheme: dark)");
  const moves = isOpen(state) && !still;

  const draw = (ms: number) => {
    const at = ms / 1000;
    const { mine, theirs } = voices.current;
    const levels = still ? { mine: 0, theirs: 0 } : sound.levels();
    mine.push(levels.mine, at);
    theirs.push(levels.theirs, at);
    if (canvas.current) paint(canvas.current, { state, at: still ? 0 : at, mine, theirs });
  };
  useFrames(moves, draw);

  // biome-ignore lint/correctness/useExhaustiveDependencies: repaints when colours or size change
  useEffect(() => {
    const element = canvas.current;
    if (!element || moves) return;
    const rest = () => paint(element, { state, at: 0, mine: new Echo(), theirs: new Echo() });
    rest();
    const observer = new ResizeObserver(rest);
    observer.observe(element);
    return () => observer.disconnect();
  }, [state, moves, dark]);

  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a canvas takes no focus
  return <canvas ref={canvas} className={styles.line} aria-hidden="true" />;
}

interface Scene {
  state: CallState;
  at: number;
  mine: Echo;
  theirs: Echo;
}

function paint(canvas: HTMLCanvasElement, scene: Scene): void {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  const context = canvas.getContext("2d");
  if (!context || width === 0) return;
  resize(canvas, Math.round(width * ratio), Math.round(height * ratio));
  context.setTransform(ratio, 0, 0, ratio, 0, (ratio * height) / 2);
  context.clearRect(0, -height / 2, width, height);
  const style = getComputedStyle(canvas);
  const colours = { ink: style.color, accent: style.getPropertyValue("--accent").trim() };
  context.lineWidth = 1.75;
  context.lineCap = "round";
  context.strokeStyle = isOpen(scene.state) ? colours.accent : style.getPropertyValue("--edge");
  paintLine(context, width, height, scene);
  paintEnds(context, width, scene, colours);
  if (scene.state === "thinking") paintThought(context, width, scene.at, colours.accent);
}

/** A new size is a new piece of memory: not for every picture. */
function resize(canvas: HTMLCanvasElement, width: number, height: number): void {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
}

function paintLine(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  scene: Scene,
): void {
  const reach = height / 2 - DOT;
  const sway = scene.state === "listening" && scene.at > 0 ? 0.05 : 0;
  const gap = isWhole(scene.state) ? 0 : 0.06;
  context.setLineDash(scene.state === "connecting" ? [2, 8] : []);
  context.lineDashOffset = -scene.at * 24;
  context.beginPath();
  let down = false;
  const length = width - 4 * DOT;
  for (let along = 0; along <= length; along += STEP) {
    const place = along / length;
    const parted = Math.abs(place - 0.5) < gap;
    const idle = sway * Math.sin(Math.PI * place) * Math.sin(scene.at * 1.6);
    const y = reach * (idle + displacement(place, scene.at, scene.mine, scene.theirs));
    if (down && !parted) context.lineTo(2 * DOT + along, y);
    else context.moveTo(2 * DOT + along, y);
    down = !parted;
  }
  context.stroke();
}

function paintEnds(
  context: CanvasRenderingContext2D,
  width: number,
  scene: Scene,
  colours: { ink: string; accent: string },
): void {
  const mine = scene.state === "hearing" ? 2.5 : 0;
  const theirs = scene.state === "speaking" ? 2.5 : 0;
  paintDot(context, 2 * DOT, DOT + mine, colours.ink);
  paintDot(context, width - 2 * DOT, DOT + theirs, colours.accent);
}

function paintThought(
  context: CanvasRenderingContext2D,
  width: number,
  at: number,
  colour: string,
): void {
  // A bead that swings near the agent's end; in the middle where nothing may move.
  const place = at === 0 ? 0.5 : 0.74 + 0.18 * Math.sin(at * 2.6);
  paintDot(context, place * width, DOT - 1, colour);
}

function paintDot(
  context: CanvasRenderingContext2D,
  x: number,
  radius: number,
  colour: string,
): void {
  context.fillStyle = colour;
  context.beginPath();
  context.arc(x, 0, radius, 0, 2 * Math.PI);
  context.fill();
}
