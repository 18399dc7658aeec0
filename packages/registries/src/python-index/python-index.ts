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
import { type Network, type Request, send } from "../network.ts";
import { paceOf } from "../oci/pace.ts";
import type { IndexAddress } from "./find-index.ts";
import type { IndexFile } from "./index-file.ts";
import { readRelease } from "./json-api.ts";
import { projectList } from "./project-list.ts";
import { type Provenance, provenanceTypes, readProvenance } from "./provenance.ts";
import { forwarded, noList, noListYet, quarantined, trouble, unwelcome } from "./refusals.ts";
import { type ProjectMark, readProjectPage, simpleTypes } from "./simple-page.ts";

/**
 * A Python package index, asked by its Simple API (PEP 503, 592, 629, 691, 792), and by the JSON API beside it if there
 * is one. Every answer that is not plainly yes or no is `index-denied` (LA801), `index-trouble` (LA802), or, if the
 * address is not that of a Simple API, `index-invalid` (LA803). A project that the index has put into quarantine is
 * `project-quarantined` (LA808).
 */
export interface PythonIndex {
  /** The Simple API's address as people may see it: without credentials. */
  readonly url: string;
  /** Where the address was found, as a refusal names it. */
  readonly foundIn: string;
  /** Every file that the Simple API lists for a project. */
  files(project: string): Promise<Result<readonly IndexFile[] | "absent">>;
  /** The state of one version, as pip sees it: it follows redirects to other servers. */
  state(project: string, version: Version): Promise<Result<VersionState>>;
  /**
   * The state of one version on this very index, for publishing: what another server has is `index-forwarded` (LA807).
   *
   * @param isFirstRelease whether the caller says that the index has no release of the project yet. Then an index that
   * cannot prove that, because it has no list of projects or redirects what it does not have, is believed. A list that
   * names the project is still believed more.
   */
  ownState(
    project: string,
    version: Version,
    isFirstRelease?: boolean,
  ): Promise<Result<OwnVersionState>>;
  /** Every version with a file that can be installed and is not yanked, oldest first; none of an absent project. */
  installableVersions(project: string): Promise<Result<readonly Version[]>>;
  /** What the index has of the provenance of one of its files (PEP 740). It is not verified here. */
  provenance(project: string, file: IndexFile): Promise<Result<Provenance>>;
}

/** What was answered, and by whom. */
interface Answered {
  /** The other server that answered, after a redirect; undefined if the index itself did. */
  readonly elsewhere?: string;
  /** PEP 792: what the index says of the whole project, if that is not the usual. */
  readonly mark?: ProjectMark;
}

/** What an index has of a version; `files` are all of that version, yanked ones too. */
export type VersionState = Answered & Standing;

/** The same, and the index itself says it. */
export type OwnVersionState = VersionState & { readonly elsewhere?: never };

type Standing =
  /** A 404 of an index whose list does not name it, or a project's page without it; and what can be installed. */
  | { readonly name: "absent"; readonly installable: readonly Version[] }
  /** Known to the JSON API, and not yet to the Simple API, which installs. */
  | { readonly name: "propagating"; readonly files: readonly IndexFile[] }
  | { readonly name: "installable"; readonly files: readonly IndexFile[] }
  /** Every file is yanked; the reason may be empty. */
  | { readonly name: "yanked"; readonly reason: string; readonly files: readonly IndexFile[] };

/** What a project's page says, or that there is none. */
interface Found extends Answered {
  readonly files: readonly IndexFile[] | "absent";
}

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
    paceOf(network, simple.host).take(network, (paced) =>
      send(paced, {
        method: "GET",
        url: target,
        headers: {
          accept: accepted,
          "cache-control": "max-age=0",
          ...(authorization && { authorization }),
        },
        ...options,
      }),
    );

  const listNames = projectList(address, (options) => ask(simple, simpleTypes, options));

  /** Reads a project's page. Another server's answer says nothing of this index, if that is what is asked. */
  const read = async (
    project: string,
    asked: string,
    whose: "anybody's" | "its own",
  ): Promise<Result<Found>> => {
    const answer = await ask(new URL(`${encodeURIComponent(project)}/`, simple), simpleTypes);
    if ("silence" in answer) return refuse(unwelcome(asked, answer));
    const { origin } = answer.url;
    const by: Answered = origin === simple.origin ? {} : { elsewhere: origin };
    const isIgnored = whose === "its own" && by.elsewhere !== undefined;
    if (answer.status === 404 || isIgnored) return accept({ files: "absent", ...by });
    if (answer.status !== 200) return refuse(unwelcome(asked, answer));
    const page = readProjectPage(project, answer);
    if ("problem" in page) return refuse(trouble(asked, page.problem));
    if (page.mark?.status === "quarantined") return refuse(quarantined(asked, page.mark.reason));
    return accept({ ...page, ...by });
  };

  const askedAbout = (project: string) => `asking ${url} about ${project}`;

  /** As pip reads it. A 404 counts only if it is this index's own, and its list confirms it. */
  const readFiles = async (project: string): Promise<Result<Found>> => {
    const asked = askedAbout(project);
    const found = await read(project, asked, "anybody's");
    if (!found.ok || found.value.files !== "absent") return found;
    const { elsewhere } = found.value;
    if (elsewhere !== undefined) {
      return refuse(trouble(asked, `redirected to ${elsewhere}, which answered 404`));
    }
    const list = await listNames(project, asked);
    if (!list.ok) return list;
    return list.value === "not a list" ? refuse(noList(asked, url, foundIn)) : found;
  };

  const readOwn = async (project: string, isFirstRelease: boolean): Promise<Result<Found>> => {
    const asked = askedAbout(project);
    const found = await read(project, asked, "its own");
    if (!found.ok) return found;
    const { files, elsewhere } = found.value;
    if (files !== "absent") return found;
    if (elsewhere !== undefined && !isFirstRelease) return refuse(forwarded(asked, elsewhere));
    const list = await listNames(project, asked);
    if (!list.ok) return list;
    if (list.value === "not a list" && !isFirstRelease) {
      return refuse(noListYet(asked, url, foundIn));
    }
    return accept({ files: "absent" });
  };

  /** By whom the page was answered is known to the caller. */
  const stateOf = async (
    project: string,
    version: Version,
    { files: listed, mark }: Found,
    isOwn: boolean,
  ): Promise<Result<OwnVersionState>> => {
    const marked = mark && { mark };
    const files = listed === "absent" ? [] : listed;
    const ofVersion = files.filter(
      (file) => file.version && compareVersions(file.version, version) === 0,
    );
    if (ofVersion.some(isInstallable)) {
      return accept({ name: "installable", files: ofVersion, ...marked });
    }
    if (ofVersion.length > 0) {
      const reason = ofVersion.find((file) => file.yanked)?.yanked ?? "";
      return accept({ name: "yanked", reason, files: ofVersion, ...marked });
    }
    const absent = { name: "absent", installable: versionsOf(files), ...marked } as const;
    const beside = jsonAddress(simple, project, version);
    if (beside === undefined) return accept(absent);
    const asked = `asking ${url.replace(/simple$/, "pypi")} about ${project} ${version.canonical}`;
    const answer = await ask(beside, "application/json");
    const isOther = "status" in answer && answer.url.origin !== simple.origin;
    // What another server knows is not published here.
    if (isOwn && isOther) return accept(absent);
    return map(readRelease(asked, { project, version }, answer), (unlisted) =>
      unlisted.length > 0 ? { name: "propagating", files: unlisted, ...marked } : absent,
    );
  };

  return {
    url,
    foundIn,
    files: async (project) =>
      map(await readFiles(normalizePackageName(project)), ({ files }) => files),
    async state(name, version) {
      const project = normalizePackageName(name);
      const found = await readFiles(project);
      if (!found.ok) return found;
      const { elsewhere } = found.value;
      const state = await stateOf(project, version, found.value, false);
      return map(state, (one) => ({ ...one, ...(elsewhere !== undefined && { elsewhere }) }));
    },
    async ownState(name, version, isFirstRelease = false) {
      const project = normalizePackageName(name);
      const found = await readOwn(project, isFirstRelease);
      return found.ok ? stateOf(project, version, found.value, true) : found;
    },
    installableVersions: async (project) =>
      map(await readFiles(normalizePackageName(project)), ({ files }) =>
        files === "absent" ? [] : versionsOf(files),
      ),
    provenance: (project, file) =>
      readProvenance(project, file, simple, (target) => ask(target, provenanceTypes)),
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
