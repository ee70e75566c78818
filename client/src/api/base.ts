/**
 * Where the server's API lives, seen from the page: beside the page, or one level up when the page
 * is served at `…/client/`. A prefix that a reverse proxy puts in front is kept.
 *
 * @param page The page's own address.
 * @returns An absolute address that ends with a slash.
 */
export function apiBase(page: string): string {
  const folder = new URL(".", page);
  folder.pathname = folder.pathname.replace(/\/client\/$/, "/");
  return folder.href;
}

/**
 * The absolute address of an API path.
 *
 * @param path For example `/api/info`; an absolute address is left as it is.
 * @param page The page's own address.
 */
export function apiUrl(path: string, page: string): string {
  return new URL(path.replace(/^\/+/, ""), apiBase(page)).href;
}

/**
 * The address of a WebSocket as the page can reach it. A server behind a proxy knows neither the
 * prefix nor the certificate that the proxy put in front of it, but the page does.
 *
 * @param address What the server said; one of another host or port is left as it is.
 * @param page The page's own address.
 */
export function socketUrl(address: string, page: string): string {
  const base = new URL(apiBase(page));
  const url = new URL(address, base);
  if (url.host !== base.host) return url.href;
  const prefixed = url.pathname.startsWith(base.pathname);
  const path = prefixed ? url.pathname : base.pathname + url.pathname.slice(1);
  const scheme = base.protocol === "https:" ? "wss:" : "ws:";
  return `${scheme}//${base.host}${path}${url.search}`;
}
