import { useEffect, useRef, useState } from "react";
import { Hold } from "../../talking/hold";
import { isTalkKey, meansTalk, TALK_KEY } from "../../talking/talk-key";

/** Space held to talk, anywhere on the page but where it types or presses; the same for buttons. */
export function useTalkKey(active: boolean, onTalk: (talks: boolean) => void): Hold {
  const latest = useRef(onTalk);
  latest.current = onTalk;
  const [hold] = useState(() => new Hold((talks) => latest.current(talks)));
  useEffect(() => (active ? listen(hold) : undefined), [active, hold]);
  return hold;
}

function listen(hold: Hold): () => void {
  const over = new AbortController();
  const { signal } = over;
  const onDown = (event: KeyboardEvent) => {
    if (!isTalkKey(event) || !meansTalk(event.target)) return;
    // It would scroll the page, or press the button that is held.
    event.preventDefault();
    hold.press();
  };
  const onUp = (event: KeyboardEvent) => {
    if (event.code !== TALK_KEY) return;
    if (meansTalk(event.target)) event.preventDefault();
    hold.release();
  };
  const letGo = () => hold.release();
  window.addEventListener("keydown", onDown, { signal });
  window.addEventListener("keyup", onUp, { signal });
  // The key is let go where this page cannot see it.
  window.addEventListener("blur", letGo, { signal });
  document.addEventListener("visibilitychange", letGo, { signal });
  return () => {
    over.abort();
    hold.stop();
  };
}
