import { PageKeeper } from "./page-keeper";

/** What is used of a service worker's world; TypeScript's own types of it exclude those of pages. */
interface Worker {
  registration: { scope: string };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listen: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listen: (event: Fetching) => void): void;
}

interface Lasting {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Lasting {
  request: Request;
  respondWith(answer: Promise<Response>): void;
}

const worker = self as unknown as Worker;
const { scope } = worker.registration;
const keeper = new PageKeeper(
  scope,
  () => caches.open(`repartee ${scope}`),
  (request) => fetch(request),
);

worker.addEventListener("install", (event) => {
  event.waitUntil(keeper.keep().then(() => worker.skipWaiting()));
});
worker.addEventListener("activate", (event) => event.waitUntil(worker.clients.claim()));
worker.addEventListener("fetch", (event) => {
  const kind = keeper.kindOf(event.request);
  if (kind) {
    event.respondWith(keeper.answer(kind, event.request, (work) => event.waitUntil(work)));
  }
});
