/** A query sent to the endpoint, and what came of it. Source: https://www.w3.org/TR/sparql11-protocol/ */

import { language, say } from "../language";
import { page } from "./page";
import type { Rows } from "./terms";

const FORMATS = "application/sparql-results+json, text/turtle;q=0.9, application/json;q=0.5";
/** Characters of an address that every server and proxy takes; a longer query is posted. */
const LONGEST = 4000;

export type Answer =
  | { readonly form: "table"; readonly rows: Rows }
  | { readonly form: "ask"; readonly verdict: boolean }
  | { readonly form: "graph"; readonly turtle: string };

/** A query that got no answer: why, and where in the query when the endpoint says so. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly line: number,
    readonly column: number,
    /** Whether the same query may be answered a little later. */
    readonly isPassing: boolean,
  ) {
    super(message);
  }
}

/** The address of the answer in a format; "" when the query is too long for an address. */
export function addressIn(format: string, query: string): string {
  const address = `${page.endpoint}?${new URLSearchParams({ query, format })}`;
  return address.length <= LONGEST ? address : "";
}

/** The answer in a format as a file, for a query that is too long for an address. */
export async function fileIn(format: string, query: string, signal: AbortSignal): Promise<Blob> {
  const response = await send(new URLSearchParams({ query, format }), "*/*", signal);
  return response.blob();
}

/** The answer to a query. */
export async function ask(query: string, signal: AbortSignal): Promise<Answer> {
  const response = await send(new URLSearchParams({ query }), FORMATS, signal);
  if (!(response.headers.get("content-type") ?? "").includes("json")) {
    return { form: "graph", turtle: await response.text() };
  }
  const found = (await response.json()) as { boolean?: boolean; head: { vars?: string[] }; results?: Rows };
  if (typeof found.boolean === "boolean") return { form: "ask", verdict: found.boolean };
  return { form: "table", rows: { vars: found.head.vars ?? [], bindings: found.results?.bindings ?? [] } };
}

async function send(parameters: URLSearchParams, accept: string, signal: AbortSignal): Promise<Response> {
  const headers = { Accept: accept, "Accept-Language": language };
  const address = `${page.endpoint}?${parameters}`;
  const isLong = address.length > LONGEST;
  let response: Response;
  try {
    response = await (isLong
      ? fetch(page.endpoint, { method: "POST", body: parameters, headers, signal })
      : fetch(address, { headers, signal }));
  } catch (error) {
    if (signal.aborted) throw error;
    const message = say(
      "le serveur ne répond pas\u00a0; vérifiez votre connexion, puis réessayez",
      "the server does not answer; check your connection, then try again",
    );
    throw new Refusal(message, 0, 0, 0, true);
  }
  if (!response.ok) throw await refusal(response);
  return response;
}

async function refusal(response: Response): Promise<Refusal> {
  let told: { error?: string; line?: number; column?: number } = {};
  const text = await response.text();
  try {
    told = JSON.parse(text) as typeof told;
  } catch {
    told = { error: text.length < 500 && !text.startsWith("<") ? text : "" }; // a proxy's words
  }
  const message = told.error || say(`le serveur a répondu ${response.status}`, `the server answered ${response.status}`);
  return new Refusal(message, response.status, told.line ?? 0, told.column ?? 0, [429, 502, 503, 504].includes(response.status));
}
