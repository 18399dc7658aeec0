import {
  accept,
  compareVersions,
  map,
  normalizePackageName,
  type Result,
  refuse,
  type Version,
} from "@lablink-actions/release-core";
import { basicAuthorization } from "../credentials.ts";
import { type Answer, type Network, type Request, type Silence, send } from "../network.ts";
import type { IndexAddress } from "./find-index.ts";
import type { IndexFile } from "./index-file.ts";
import { readRelease } from "./json-api.ts";
import { invalid, trouble, unwelcome } from "./refusals.ts";
import { isProjectList, readProjectPage, simpleTypes } from "./simple-page.ts";

/**
 * A Python package index, asked by its Simple API (PEP 503, 592, 629, 691), and by the JSON API beside it if there is
 * one. Every answer that is not plainly yes or no is `index-denied` (LA801), `index-trouble` (LA802), or, if the
 * address is not that of a Simple API, `index-invalid` (LA803).
 */
export interface PythonIndex {
  /** The Simple API's address as people may see it: without credentials. */
  readonly url: string;
  /** Where the address was found, as a refusal names it. */
  readonly foundIn: string;
  /** Every file that the Simple API lists for a project. */
  files(project: string): Promise<Result<readonly IndexFile[] | "absent">>;
  /** The state of one version. */
  state(project: string, version: Version): Promise<Result<VersionState>>;
  /** Every version with a file that can be installed and is not yanked, oldest first; none of an absent project. */
  installableVersions(project: string): Promise<Result<readonly Version[]>>;
}

/** What an index has of a version; `files` are all of that version, yanked ones too. */
export type VersionState =
  /** A well-formed 404, or a project's page without a file of it; and what can be installed instead, oldest first. */
  | { readonly name: "absent"; readonly installable: readonly Version[] }
  /** Known to the JSON API, and not yet to the Simple API, which installs. */
  | { readonly name: "propagating"; readonly files: readonly IndexFile[] }
  | { readonly name: "installable"; readonly files: readonly IndexFile[] }
  /** Every file is yanked; the reason may be empty. */
  | { readonly name: "yanked"; readonly reason: string; readonly files: readonly IndexFile[] };

/** Opens an index. Its credentials are hidden from the log, and sent to no other host. */
export function openPythonIndex(address: IndexAddress, network: Network): PythonIndex {
  const { simple, credentials, foundIn } = address;
  const url = simple.href.replace(/\/$/, "");
  const authorization = credentials && basicAuthorization(credentials);
  if (credentials && authorization) {
    // A user without a password is a token.
    network.mask(credentials.password || credentials.username);
    network.mask(authorization.replace("Basic ", ""));
  }
  const ask = (target: URL, accepted: string, options: Partial<Request> = {}) =>
    // As pip does, because a cache on the way could answer with the page of ten minutes ago.
    send(network, {
      method: "GET",
      url: target,
      headers: {
        accept: accepted,
        "cache-control": "max-age=0",
        ...(authorization && { authorization }),
      },
      ...options,
    });

  const readFiles = async (project: string): Promise<Result<readonly IndexFile[] | "absent">> => {
    const asked = `asking ${url} about ${project}`;
    const answer = await ask(new URL(`${encodeURIComponent(project)}/`, simple), simpleTypes);
    if ("status" in answer && answer.status === 404) return absence(asked, answer);
    if ("silence" in answer || answer.status !== 200) return refuse(unwelcome(asked, answer));
    const page = readProjectPage(project, answer);
    return "problem" in page ? refuse(trouble(asked, page.problem)) : accept(page.files);
  };

  let list: Promise<Answer | Silence> | undefined;
  /** A 404 means that there is no such project only if an index says it: any web server can answer 404. */
  const absence = async (asked: string, answer: Answer): Promise<Result<"absent">> => {
    if (answer.url.origin !== simple.origin) {
      const { origin } = answer.url;
      return refuse(trouble(asked, `redirected to ${origin}, which answered 404`));
    }
    list ??= ask(simple, simpleTypes, { enough: 64 * 1024 });
    const root = await list;
    if ("status" in root && isProjectList(root)) return accept("absent");
    list = undefined;
    if ("silence" in root || root.status >= 500 || [401, 403, 429].includes(root.status)) {
      return refuse(unwelcome(`${asked}, then whether a 404 there comes from an index`, root));
    }
    return refuse(
      invalid(`${asked}: it answered 404, and ${url}/, from ${foundIn}, is not a Simple API`),
    );
  };

  const state = async (project: string, version: Version): Promise<Result<VersionState>> => {
    const listed = await readFiles(project);
    if (!listed.ok) return listed;
    const files = listed.value === "absent" ? [] : listed.value;
    const own = files.filter(
      (file) => file.version && compareVersions(file.version, version) === 0,
    );
    if (own.some(isInstallable)) return accept({ name: "installable", files: own });
    if (own.length > 0) {
      const reason = own.find((file) => file.yanked)?.yanked ?? "";
      return accept({ name: "yanked", reason, files: own });
    }
    const installable = versionsOf(files);
    const beside = jsonAddress(simple, project, version);
    if (beside === undefined) return accept({ name: "absent", installable });
    const asked = `asking ${url.replace(/simple$/, "pypi")} about ${project} ${version.canonical}`;
    const released = readRelease(
      asked,
      { project, version },
      await ask(beside, "application/json"),
    );
    return map(released, (unlisted) =>
      unlisted.length > 0
        ? { name: "propagating", files: unlisted }
        : { name: "absent", installable },
    );
  };

  return {
    url,
    foundIn,
    files: (project) => readFiles(normalizePackageName(project)),
    state: (project, version) => state(normalizePackageName(project), version),
    installableVersions: async (project) =>
      map(await readFiles(normalizePackageName(project)), (files) =>
        files === "absent" ? [] : versionsOf(files),
      ),
  };
}

function isInstallable({ version, yanked }: IndexFile): boolean {
  return version !== undefined && yanked === undefined;
}

/** Each version once, oldest first. */
function versionsOf(files: readonly IndexFile[]): Version[] {
  const sorted = files
    .filter(isInstallable)
    .flatMap(({ version }) => version ?? [])
    .toSorted(compareVersions);
  return sorted.filter((version, index) => {
    const before = sorted[index - 1];
    return before === undefined || compareVersions(before, version) !== 0;
  });
}

/** The address of a version in the JSON API, which is beside a Simple API if that has the usual address. */
function jsonAddress(simple: URL, project: string, version: Version): URL | undefined {
  if (!simple.pathname.endsWith("/simple/")) return undefined;
  const [name, text] = [project, version.canonical].map(encodeURIComponent);
  return new URL(`../pypi/${name}/${text}/json`, simple);
}
