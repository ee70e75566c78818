import { useState } from "react";
import type { Api } from "../api/api";
import type { Conversation } from "../app/conversation";
import { stillOffered } from "../app/offered";
import type { Chosen, Opening } from "../app/opening";
import type { SoundDesk } from "../app/sound-desk";
import type { AppEvent, AppState } from "../app/state";
import { inCall, isOpen } from "../call/state";
import { discardInvitation } from "../company/invitations";
import { asCaptions } from "../history/as-captions";
import type { HistoryApi } from "../history/history-api";
import type { Line } from "../history/story";
import type { Summary } from "../history/summary";
import type { Sound } from "../media/sound";
import { browserMemory } from "../memory/browser-memory";
import type { OperateApi } from "../operate/operate-api";
import type { Keep } from "../privacy/keep";
import { knownPerson } from "../privacy/known-person";
import type { PrivacyApi } from "../privacy/privacy-api";
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
import { lazily } from "./lazily";
import { PhraseSheet } from "./phrase-sheet";
import { KeepPicker } from "./privacy/keep-picker";
import { RecordingSign } from "./privacy/recording-sign";
import { ProblemNotice } from "./problem-notice";
import { Questions } from "./questions";
import { Stack, showStack } from "./stack";
import { Stage } from "./stage";
import { Loudness } from "./talking/loudness";
import { SoundSheet } from "./talking/sound-sheet";
import { useTalkKey } from "./talking/use-talk-key";
import { Transcript } from "./transcript";
import { Why } from "./why/why";
import { Work } from "./work";

const HistorySheet = lazily(() =>
  import("./history/history-sheet").then((part) => part.HistorySheet),
);

interface Props {
  store: Store<AppState, AppEvent>;
  conversation: Conversation;
  sound: Sound;
  soundDesk: SoundDesk;
  server: ServerWatch;
  api: Api;
  history: HistoryApi;
  privacy: PrivacyApi;
  operate: OperateApi;
}

/** The one screen. */
export function App(props: Props) {
  const { store, conversation, sound, soundDesk, server, api, history, privacy, operate } = props;
  const state = useStore(store);
  const [chosen, setChosen] = useState<Chosen>(() => browserMemory.chosen.get() ?? {});
  const [keep, setKeep] = useState(browserMemory.keep.get());
  const [sheet, setSheet] = useState<"phrases" | "history" | "sound" | null>(null);
  const hold = useTalkKey(state.sound.holdToTalk && isOpen(state.call.state), (talks) =>
    soundDesk.talk(talks),
  );

  const { invitation, membership, microphone, info } = state;
  const open = isOpen(state.call.state);
  const choices = stillOffered(chosen, info);
  const choose = (change: Chosen) => {
    browserMemory.chosen.set({ ...chosen, ...change });
    setChosen({ ...chosen, ...change });
  };
  const start = (opening: Opening = {}) => {
    void conversation.start({ ...usualOpening(choices, keep, state), ...opening });
  };
  const chooseKeep = (wanted: Keep) => {
    browserMemory.keep.set(wanted);
    setKeep(wanted);
  };
  const takeUp = ({ id }: Summary, lines: readonly Line[]) => {
    setSheet(null);
    start({ continues: id, earlier: asCaptions(lines) });
  };
  const join = (name: string) => invitation && start({ invitation, name });
  const chooseWay = (way: Way) => {
    browserMemory.way.set(way);
    conversation.chooseWay(way);
  };
  const say = (text: string) => {
    void conversation.send(text, usualOpening(choices, keep, state));
  };
  const solve: Record<Remedy, () => void> = {
    "type-only": () => (membership ? void conversation.goOn(true) : start({ typeOnly: true })),
    "try-again": () => start(),
    "talk-again": () => start(),
    "turn-on-sound": () => void conversation.turnOnSound(),
    "check-server": () => void server.check(),
    "choose-sound": () => setSheet("sound"),
    "choose-part": () => {
      showStack();
      store.dispatch({ type: "solved" });
    },
    dismiss: () => store.dispatch({ type: "solved" }),
  };

  return (
    <div className={styles.app}>
      <Header
        limited={state.info?.stack.limited ?? false}
        phrases={state.phrases.length > 0}
        inCall={open}
        onPhrases={() => setSheet("phrases")}
        onHistory={() => setSheet("history")}
      />
      <main className={styles.main}>
        <Stage
          call={state.call}
          microphone={microphone}
          sound={sound}
          running={state.running}
          holdToTalk={state.sound.holdToTalk}
          offer={invitation ? "invited" : membership ? "continuable" : null}
        />
        <div className={styles.controls}>
          {invitation && !open ? (
            <Join onJoin={join} onDecline={() => discardInvitation(store)} />
          ) : (
            <Controls
              call={state.call}
              microphone={microphone}
              sound={sound}
              hold={state.sound.holdToTalk ? hold : null}
              canGoOn={membership !== null}
              onStart={() => start()}
              onGoOn={() => void conversation.goOn()}
              onStop={() => conversation.stop()}
              onMicrophone={() => void conversation.toggleMicrophone()}
            />
          )}
          <div className={styles.extras}>
            <Loudness
              choices={state.sound}
              onChoose={(change) => soundDesk.choose(change)}
              onSettings={() => setSheet("sound")}
            />
            {!open && !invitation && (
              <KeepPicker rules={info?.keep} chosen={keep} onChoose={chooseKeep} />
            )}
          </div>
          {state.recording && <RecordingSign onStop={() => conversation.stopRecording()} />}
        </div>
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
          <Why
            measures={state.measures}
            link={inCall(state.call.state) ? state.link : null}
            open={open}
          />
        </div>
        <section className={styles.talk}>
          <Company membership={membership} open={open} />
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
          onChoose={choose}
          health={state.health}
          fetchSample={(voice, language) => api.voiceSample(voice, language)}
          setup={state.setup}
          onChange={(setup) => conversation.change(setup)}
        />
      </main>
      <PhraseSheet
        open={sheet === "phrases"}
        notice={state.info?.stack.notice ?? ""}
        groups={state.phrases}
        onSay={say}
        onClose={() => setSheet(null)}
      />
      <SoundSheet
        open={sheet === "sound"}
        choices={state.sound}
        devices={state.devices}
        onChoose={(change) => soundDesk.choose(change)}
        onClose={() => setSheet(null)}
      />
      <HistorySheet
        open={sheet === "history"}
        history={history}
        privacy={privacy}
        operate={operate}
        onContinue={open ? undefined : takeUp}
        onClose={() => setSheet(null)}
      />
    </div>
  );
}

/** What every conversation begins with that is begun here. */
function usualOpening(choices: Chosen, keep: Keep | null, { info }: AppState): Opening {
  const name = browserMemory.name.get();
  const person = info?.memory ? knownPerson() : null;
  return {
    choices,
    ...(name ? { name } : {}),
    ...(person ? { person } : {}),
    ...(keep && info?.keep?.offered.includes(keep) ? { keep } : {}),
  };
}
