/** Have the page kept for when its server is away; it works without, so failing is no problem. */
export function registerServiceWorker(): void {
  // Not on plain http from another machine, and not while the page is being worked on.
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  navigator.serviceWorker
    .register(new URL("sw.js", document.baseURI))
    // A certificate that the person only clicked away, for one.
    .catch(() => undefined);
}
