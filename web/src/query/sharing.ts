/** The address of a query: what is read from it, and what is written to it. */

import { only } from "../dom";
import { page } from "./page";

const LONGEST = 2000; // of a query that is sent to the server; a longer one stays behind the #

/** The query that the address of the page holds; "" for none. */
export function sharedQuery(): string {
  const asked = new URLSearchParams(location.search).get("query");
  return asked ?? new URLSearchParams(location.hash.slice(1)).get("query") ?? "";
}

/** The address by which a query is shared: it opens in the editor, and runs. */
export function addressOfQuery(query: string): string {
  const address = new URL(page.editor, location.href);
  const parameters = new URLSearchParams({ query });
  if (query.length <= LONGEST) address.search = parameters.toString();
  else address.hash = parameters.toString();
  return address.href;
}

/** Let the address of the page, and its links to other languages, be those of the query. */
export function keepInAddress(query: string): void {
  const address = new URL(addressOfQuery(query));
  history.replaceState(null, "", address);
  for (const link of document.querySelectorAll<HTMLAnchorElement>("a[hreflang]")) {
    const other = new URL(link.href);
    const kept = other.searchParams.get("lang"); // of a page whose query names its language
    other.search = address.search;
    other.hash = address.hash;
    if (kept) other.searchParams.set("lang", kept);
    link.href = other.href;
  }
}

/** Put the address on the clipboard. Without a secure connection there is none: then it is shown, selected. */
export async function copyAddress(query: string): Promise<boolean> {
  const address = addressOfQuery(query);
  try {
    await navigator.clipboard.writeText(address);
    return true;
  } catch {
    const shown = only<HTMLInputElement>("#share-address");
    shown.hidden = false;
    shown.value = address;
    shown.select();
    return false;
  }
}
