import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { Api } from "./api/api";
import { ApiFailure } from "./api/failure";
import { Http } from "./api/http";
import { Conversation } from "./app/conversation";
import { Dialler } from "./app/dialler";
import { SoundDesk } from "./app/sound-desk";
import { OPENING, update } from "./app/state";
import { Voices } from "./app/voices";
import { wear } from "./appearance/theme";
import { isOpen } from "./call/state";
import { WayFinder } from "./call/way-finder";
import { receiveInvitations } from "./company/invitations";
import { HistoryApi } from "./history/history-api";
import { Sound } from "./media/sound";
import { WakeLock } from "./media/wake-lock";
import { browserMemory } from "./memory/browser-memory";
import { keepInTab, recall } from "./memory/recall";
import { followDownloads } from "./models/downloads";
import { PrivacyApi } from "./privacy/privacy-api";
import { problemOfRequest } from "./problems/problem";
import { ServerWatch } from "./server/server-watch";
import { registerServiceWorker } from "./service-worker/register";
import { Store } from "./store";
import { TONGUE } from "./strings";
import "./styles/tokens.css";
import "./styles/base.css";
import { App } from "./ui/app";

const root = document.getElementById("root");
if (!root) throw new Error("index.html has no #root");

const api = new Api(document.baseURI);
const http = new Http(document.baseURI);
const sound = new Sound();
const store = new Store(OPENING, update);
const server = new ServerWatch(
  async (timeoutMs) => {
    const health = await api.health(timeoutMs);
    if (health) store.dispatch({ type: "health", health });
    return health !== null;
  },
  (reachable) => {
    // Opened while the server was away, the page is the one that was kept: there may be a newer.
    if (reachable && !met && !isOpen(store.state.call.state)) location.reload();
    else if (reachable) void learn();
    conversation.serverChanged(reachable);
  },
);
const ways = new WayFinder();
const dialler = new Dialler(api, ways, () => sound.context);
const voices = new Voices(store, sound);
const conversation = new Conversation(store, dialler, voices, server, ways);
const soundDesk = new SoundDesk(store, sound, voices, browserMemory.sound);
const wakeLock = new WakeLock();

/** Whether the server has answered this page. */
let met = false;

/** What the server is and understands; a page without it can still make calls. */
async function learn(): Promise<void> {
  try {
    const [info, phrases] = await Promise.all([api.info(), api.phrases()]);
    met = true;
    store.dispatch({ type: "info", info, phrases });
  } catch (error) {
    if (!(await server.check()) || !(error instanceof ApiFailure)) return;
    // The server is there and says no: for want of a token, most likely.
    if (error.kind === "status")
      store.dispatch({ type: "problem", problem: problemOfRequest(error) });
  }
}

store.dispatch({ type: "preferred", way: browserMemory.way.get() });
receiveInvitations(store);
const goOn = recall(store, conversation);
keepInTab(store, () => conversation.leave());
server.start();
void soundDesk.start();
store.subscribe(() => wakeLock.keep(isOpen(store.state.call.state)));
// Only then is it known which ways the server offers.
void learn().then(goOn);
followDownloads(api.downloadEvents, (downloads) => {
  store.dispatch({ type: "downloads", downloads });
});
window.addEventListener("pageshow", ({ persisted }) => persisted && conversation.reconnect());
window.addEventListener("online", () => conversation.hurry());
window.addEventListener("offline", () => void server.checkAtOnce());
document.addEventListener("visibilitychange", () => document.hidden || conversation.hurry());

document.documentElement.lang = TONGUE.locale;
wear(browserMemory.theme.get() ?? "system");
window.addEventListener("load", registerServiceWorker);

createRoot(root).render(
  <StrictMode>
    <App
      store={store}
      conversation={conversation}
      sound={sound}
      soundDesk={soundDesk}
      server={server}
      api={api}
      history={new HistoryApi(http)}
      privacy={new PrivacyApi(http)}
    />
  </StrictMode>,
);
