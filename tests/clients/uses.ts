// What somebody writes against the types that openapi-typescript makes of the schema; compiled with `tsc --strict`.
import createClient from "openapi-fetch";
import type { components, paths } from "./schema.js";

declare const process: { argv: string[] };

type Schemas = components["schemas"];

export const client = createClient<paths>({ baseUrl: process.argv[2] ?? "" });
export const faults: string[] = [];

/** Notes an answer that is a problem, or has nothing in it. */
export async function read(
  operation: string,
  asked: Promise<{ data?: unknown; error?: unknown; response: Response }>,
): Promise<void> {
  const { data, error, response } = await asked;
  if (error !== undefined || data === undefined || data === "" || ![200, 202].includes(response.status)) {
    faults.push(`${operation}: ${response.status} ${JSON.stringify(error)}`);
  }
}

export async function types(): Promise<void> {
  const unproven: Schemas["Verdict"] = "unproven";
  // @ts-expect-error: no verdict is called so
  const untrue: Schemas["Verdict"] = "untrue";
  // @ts-expect-error: credibility is a number
  const credibility: Schemas["Credibility"] = "3";
  const query = { verdict: [unproven], page_size: 200 };
  const { data: page } = await client.GET("/api/v1/claims/", { params: { query } });
  const { data: count } = await client.GET("/api/v1/claims/count/", { params: { query: { verdict: [unproven] } } });
  // @ts-expect-error: the number of results has no pages
  client.GET("/api/v1/claims/count/", { params: { query: { page_size: 1 } } }).catch(() => untrue);
  const listed: number | undefined = page?.results.length;
  if (!listed || listed !== count?.count || !count.exact) {
    faults.push(`${listed} claims are listed, ${count?.count} are counted: ${credibility}`);
  }
  for (const card of page?.results ?? []) {
    const verdict: Schemas["Verdict"] | null = card.verdict;
    const earliest: string | null | undefined = card.made?.earliest;
    if (verdict !== unproven) faults.push(`${card.slug} is ${verdict}, of ${earliest}`);
  }
  const { data: claim } = await client.GET("/api/v1/claims/{id_or_slug}/", {
    params: { path: { id_or_slug: page?.results[0]?.slug ?? "" } },
  });
  const kinds: Schemas["RebuttalKind"][] = claim?.rebuttals.map((rebuttal) => rebuttal.kind) ?? [];
  if (kinds.includes("no_response") && !claim) faults.push("nothing was read");
}

/** Files a claim, sends that again, changes it as it was read, and may not over what it has changed itself. */
export async function desk(): Promise<void> {
  const headers = { Authorization: `Bearer ${process.argv[3] ?? ""}` };
  // @ts-expect-error: a claim states something
  const nothing: Schemas["DeskClaimWrite"] = { language: "en" };
  const body: Schemas["DeskClaimWrite"] = { statement: "The port was closed.", made: { edtf: "2026-11", text: "now" } };
  const file = () =>
    client.POST("/api/v1/desk/claims/", { body, params: { header: { "Idempotency-Key": "ts" } }, headers });
  const [first, again] = [await file(), await file()];
  const filed = first.data && "id" in first.data ? first.data : undefined;
  if (!filed || !again.data || !("id" in again.data) || again.data.id !== filed.id) {
    faults.push(`filed twice: ${JSON.stringify([first.error, again.error, nothing])}`);
    return;
  }
  const path = { id_or_slug: filed.id };
  const header = { "If-Match": first.response.headers.get("ETag") ?? "" };
  for (const status of [200, 412]) {
    const change = { body: { context: "In October." }, params: { path, header }, headers };
    const { response } = await client.PATCH("/api/v1/desk/claims/{id_or_slug}/", change);
    if (response.status !== status) faults.push(`the change is answered ${response.status}, not ${status}`);
  }
}
