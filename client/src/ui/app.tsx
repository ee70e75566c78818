import { useState } from "react";
import type { Api } from "../api/api";
import type { Conversation } from "../app/conversation";
import type { Chosen, Opening } from "../app/opening";
import type { AppEvent, AppState } from "../app/state";
import { inCall, isOpen } from "../call/state";
import { discardInvitation } from "../company/invitations";
import type { Sound } from "../media/sound";
import { browserMemory } from "../memory/browser-memory";
import type { Remedy } from "../problems/problem";
import type { ServerWatch } from "../server/server-watch";
import type { Store } from "../store";
import { preferredWay, type Way } from "../transports/way";
import styles from "./app.module.css";
import { Company } from "./company";
import { Composer } from "./composer";
import { Controls } from "./controls";
import { GettingReady } from "./getting-ready";
import { Header } from "./header";
import { useStore } from "./hooks";
import { Join } from "./join";
import { PhraseSheet } from "./phrase-sheet";
import { ProblemNotice } from "./problem-notice";
import { Questions } from "./questions";
import { Stack } from "./stack";
import { Stage } from "./stage";
import { Transcript } from "./transcript";
import { Work } from "./work";

interface Props {
  store: Store<AppState, AppEvent>;
  conversation: Conversation;
  sound: Sound;
  server: ServerWatch;
  api: Api;
}

/** The one screen. */
export function App({ store, conversation, sound, server, api }: Props) {
  const state = useStore(store);
  const [choices, setChoices] = useState<Chosen>({});
  const [sheetOpen, setSheetOpen] = useState(false);

  const { invitation, membership, microphone, info } = state;
  const open = isOpen(state.call.state);
  const start = (opening: Opening = {}) => {
    const name = browserMemory.name.get();
    void conversation.start({ choices, ...(name ? { name } : {}), ...opening });
  };
  const join = (name: string) => invitation && start({ invitation, name });
  const chooseWay = (way: Way) => {
    browserMemory.way.set(way);
    conversation.chooseWay(way);
  };
  const say = (text: string) => void conversation.send(text, { choices });
  const solve: Record<Remedy, () => void> = {
    "type-only": () => (membership ? void conversation.goOn(true) : start({ typeOnly: true })),
    "try-again": () => start(),
    "talk-again": () => start(),
    "turn-on-sound": () => void conversation.turnOnSound(),
    "check-server": () => void server.check(),
    dismiss: () => store.dispatch({ type: "solved" }),
  };

  return (
    <div className={styles.app}>
      <Header
        limited={state.info?.stack.limited ?? false}
        phrases={state.phrases.length > 0}
        onPhrases={() => setSheetOpen(true)}
      />
      <main className={styles.main}>
        <Stage
          call={state.call}
          microphone={microphone}
          sound={sound}
          offer={invitation ? "invited" : membership ? "continuable" : null}
        />
        {invitation && !open ? (
          <Join onJoin={join} onDecline={() => discardInvitation(store)} />
        ) : (
          <Controls
            call={state.call}
            microphone={microphone}
            sound={sound}
            canGoOn={membership !== null}
            onStart={() => start()}
            onGoOn={() => void conversation.goOn()}
            onStop={() => conversation.stop()}
            onMicrophone={() => void conversation.toggleMicrophone()}
          />
        )}
        <div className={styles.notices}>
          <ProblemNotice problem={state.problem} onSolve={(remedy) => solve[remedy]()} />
          <Questions
            questions={state.questions}
            onAnswer={(id, yes) => conversation.answer(id, yes)}
          />
          <Work
            work={state.work}
            connected={inCall(state.call.state)}
            onWish={(wish) => conversation.wish(wish)}
          />
          <GettingReady
            downloads={state.downloads}
            // The next event tells how that went.
            onStop={(name) => void api.stopFetching(name).catch(() => undefined)}
            onRetry={(name) => void api.fetchModel(name).catch(() => undefined)}
          />
        </div>
        <section className={styles.talk}>
          <Company membership={membership} open={inCall(state.call.state)} />
          <Transcript
            captions={state.captions.list}
            call={state.call}
            phrases={state.phrases}
            onSay={say}
          />
          <Composer callState={state.call.state} onSay={say} />
        </section>
        <Stack
          info={info}
          callState={state.call.state}
          way={preferredWay(info, state.preferred)}
          onWay={chooseWay}
          chosen={choices}
          onChoose={(choice) => setChoices({ ...choices, ...choice })}
        />
      </main>
      <PhraseSheet
        open={sheetOpen}
        notice={state.info?.stack.notice ?? ""}
        groups={state.phrases}
        onSay={say}
        onClose={() => setSheetOpen(false)}
      />
    </div>
  );
}
