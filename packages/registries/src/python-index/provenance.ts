import {
  accept,
  normalizePackageName,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";
import type { Answer, Silence } from "../network.ts";
import type { IndexFile } from "./index-file.ts";
import { trouble, unwelcome } from "./refusals.ts";

/** What an index has of a file's provenance (PEP 740). */
export type Provenance =
  | { readonly name: "given"; readonly text: string }
  | { readonly name: "none" }
  /** It is listed at an address of another server, which is not asked: a page must not choose whom this machine asks. */
  | { readonly name: "elsewhere"; readonly origin: string };

export const provenanceTypes =
  "application/vnd.pypi.integrity.v1+json, application/json;q=0.9" as const;

/**
 * Asks for a file's provenance: at the address that the page lists; if the page says nothing of it, at the one that is
 * beside a Simple API with the usual address, as on PyPI.
 *
 * @returns it; or what the index says if it cannot be asked (LA801, LA802)
 */
export async function readProvenance(
  project: string,
  file: IndexFile,
  simple: URL,
  get: (url: URL) => Promise<Answer | Silence>,
): Promise<Result<Provenance>> {
  const { filename, provenance: listed, version } = file;
  const url = listed ?? (version && integrityAddress(simple, project, version, filename));
  if (url === undefined || url === "none") return accept({ name: "none" });
  if (url.origin !== simple.origin) return accept({ name: "elsewhere", origin: url.origin });
  const asked = `asking ${url.origin} for the provenance of ${filename}`;
  const answer = await get(url);
  if ("silence" in answer || answer.status >= 500 || answer.status === 429) {
    return refuse(unwelcome(asked, answer));
  }
  const { origin } = answer.url;
  if (origin !== simple.origin) return accept({ name: "elsewhere", origin });
  const type = answer.headers.get("content-type") ?? "";
  const isJson = /^application\/(?:vnd\.pypi\.integrity\.v1\+)?json\b/i.test(type);
  if (answer.status === 200 && isJson && file.digest === undefined) {
    return refuse(trouble(asked, "lists the file without its SHA-256, which provenance is about"));
  }
  if (answer.status === 200 && isJson) {
    return accept({ name: "given", text: new TextDecoder().decode(answer.bytes) });
  }
  // Most indexes know no such address, and say so in their own ways.
  if (listed === undefined) return accept({ name: "none" });
  return refuse(
    answer.status === 200
      ? trouble(asked, "answered with something that is not JSON")
      : unwelcome(asked, answer),
  );
}

function integrityAddress(
  simple: URL,
  project: string,
  version: Version,
  filename: string,
): URL | undefined {
  if (!simple.pathname.endsWith("/simple/")) return undefined;
  const parts = [normalizePackageName(project), version.canonical, filename];
  return new URL(`../integrity/${parts.map(encodeURIComponent).join("/")}/provenance`, simple);
}
