/** Which paths an image has, from the headers of what the engine packs. Contents are not kept. */
import { Damage, type TarMember, TarReader } from "@lablink-actions/python-package";
import { accept, type Result } from "@lablink-actions/release-core";
import { engineIsGone, engineUnavailable, heedCancellation, oneLine, shortly } from "./docker.ts";
import type { OwnContainerEffects } from "./own-container.ts";

/** A file or a folder of an image. */
export interface FoundPath {
  readonly path: string;
  /** The permission bits. */
  readonly mode: number;
  /** The numbers of its owner and of its group. */
  readonly owner: number;
  readonly group: number;
}

/** Bounds for what is packed of a folder. The engine packs whole files, and this much takes it some seconds. */
const mostMembers = 50_000;
const mostBytes = 2 * 1024 ** 3;
/** Links that a pattern matches and that are followed, each by a call of its own. */
const mostLinks = 20;

/**
 * Finds a path, or all that a pattern matches in which `*` stands for anything but a slash. A link is what it leads to,
 * and is not there if that is not.
 *
 * @param container it need not run
 * @returns them, none if nothing is there, or why nobody knows; or `engine-unavailable` (LA605)
 */
export async function findPaths(
  pattern: string,
  container: string,
  effects: OwnContainerEffects,
): Promise<Result<readonly FoundPath[] | string>> {
  const parts = pattern.split("/").filter((part) => part !== "" && part !== ".");
  const fixed = parts.findIndex((part) => part.includes("*"));
  if (fixed < 0) return findOne(pattern, container, effects);
  const folder = `/${parts.slice(0, fixed).join("/")}`;
  const names = expressionOf(parts.slice(fixed));
  const matched: (FoundPath & { readonly isLink: boolean })[] = [];
  const listed = await pack(folder, container, effects, (member) => {
    // The first word of each name is the folder's own.
    const start = folder === "/" ? /^\.?\// : /^[^/]*\//;
    const name = member.name.replace(start, "").replace(/\/$/, "");
    const path = `${folder === "/" ? "" : folder}/${name}`;
    if (name !== "" && names.test(name))
      matched.push({ ...found(path, member), isLink: member.type === "link" });
    return true;
  });
  if (!listed.ok) return listed;
  if (listed.value.problem !== undefined) return accept(listed.value.problem);
  const all: FoundPath[] = [];
  const links = matched.filter(({ isLink }) => isLink);
  if (links.length > mostLinks) return accept(`matches ${links.length} links, which are too many`);
  for (const { isLink, ...one } of matched) {
    const followed = isLink ? await findOne(one.path, container, effects) : accept([one]);
    if (!followed.ok || typeof followed.value === "string") return followed;
    all.push(...followed.value);
  }
  return accept(all);
}

async function findOne(
  path: string,
  container: string,
  effects: OwnContainerEffects,
): Promise<Result<readonly FoundPath[] | string>> {
  let first: FoundPath | undefined;
  const packed = await pack(path, container, effects, (member) => {
    if (member.type !== "link") first = found(path, member);
    return false;
  });
  if (!packed.ok) return packed;
  if (packed.value.problem !== undefined) return accept(packed.value.problem);
  return accept(first === undefined ? [] : [first]);
}

function found(path: string, { mode, owner, group }: TarMember): FoundPath {
  return { path, mode, owner, group };
}

/** The names below a folder that a pattern's last parts match. */
function expressionOf(parts: readonly string[]): RegExp {
  const written = parts.map((part) =>
    part
      .split(/\*+/)
      .map((text) => text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&"))
      .join("[^/]*"),
  );
  return new RegExp(`^${written.join("/")}$`, "su");
}

/**
 * Has the engine pack a path, and hands over each member's header until one is enough.
 *
 * @param take says whether it wants more
 * @returns why not everything was seen, if it was not; nothing may be there. Or `engine-unavailable` (LA605)
 */
async function pack(
  path: string,
  container: string,
  { docker, signal }: OwnContainerEffects,
  take: (member: TarMember) => boolean,
): Promise<Result<{ readonly problem?: string }>> {
  const stop = new AbortController();
  let isEnough = false;
  let problem: string | undefined;
  let members = 0;
  let bytes = 0;
  const reader = new TarReader((member) => {
    if (isEnough) return undefined;
    if (++members > mostMembers) throw new Damage(`has more than ${mostMembers} files`);
    isEnough = !take(member);
    return undefined;
  });
  const check = (step: () => void) => {
    try {
      step();
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
    }
  };
  const answer = await docker(["cp", "--follow-link", `${container}:${path}`, "-"], {
    deadline: shortly,
    signal: AbortSignal.any([signal, stop.signal]),
    grace: 0,
    onOutput: (chunk) => {
      if (isEnough || problem !== undefined) return;
      check(() => {
        bytes += chunk.length;
        if (bytes > mostBytes) throw new Damage(`has more than ${mostBytes} bytes`);
        reader.push(chunk);
      });
      if (isEnough || problem !== undefined) stop.abort();
    },
  });
  heedCancellation(signal);
  if (!isEnough && problem === undefined && answer.exitCode === 0) check(() => reader.end());
  if (problem !== undefined) return accept({ problem: `nobody knows, because ${path} ${problem}` });
  if (isEnough || answer.exitCode === 0 || isAbsence(answer.trouble)) return accept({});
  if (engineIsGone(answer) || answer.endedBy !== undefined) return engineUnavailable(answer);
  const trouble = `could not be read: ${oneLine(answer.trouble)}`;
  return accept({ problem: `nobody knows, because ${path} ${trouble}` });
}

/** What docker says, in its older and newer words, if there is nothing at a path. */
export function isAbsence(trouble: string): boolean {
  return /no such container:path|could not find the file|not a directory/i.test(trouble);
}
