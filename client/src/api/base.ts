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
