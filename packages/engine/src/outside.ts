/** An image's files as the engine has them. Nothing in the image runs for that, so nothing in it can answer falsely. */
import { createHash, type Hash } from "node:crypto";
import { Damage, type TarMember, TarReader } from "@lablink-actions/python-package";
import { accept, type Result } from "@lablink-actions/release-core";
import { broken } from "./broken.ts";
import { engineIsGone, engineUnavailable, heedCancellation, oneLine, shortly } from "./docker.ts";
import { type FoundPath, findPaths, isAbsence } from "./outside-paths.ts";
import { type OwnContainerEffects, withContainer } from "./own-container.ts";

/** What is at a path of the image. */
export type Seen =
  /** `text` is there if it was asked for, and is not long. */
  | { readonly type: "file"; readonly sha256: string; readonly text?: string }
  | { readonly type: "link"; readonly target: string }
  /** A device, or a pipe. */
  | { readonly type: "other" };

/** An image without anything of it running. */
export interface Outside {
  readonly read: ReadOutside;
  /** Finds a path, or those that a pattern matches; a text says why nobody knows. */
  readonly find: (pattern: string) => Promise<Result<readonly FoundPath[] | string>>;
  /** The folder that its programs start in. */
  readonly workingDirectory: string;
}

interface ReadOptions {
  readonly keepsText?: boolean;
  /** If there is a link, what it leads to is read. */
  readonly followsLink?: boolean;
}

/** Reads a file or a folder of the image. */
export type ReadOutside = (
  path: string,
  options?: ReadOptions,
) => Promise<Result<ReadonlyMap<string, Seen> | "absent">>;

/** Bounds for an image that is hostile. The largest distributions have some ten thousand files. */
const mostMembers = 100_000;
const longestText = 1024 * 1024;

/**
 * Gives an image as the engine has it to a function, and waits for it. Its files are read from a container that is
 * created and never started, and is gone afterwards.
 *
 * The reader gives what is below a path, by names that begin with the path's last word, or `absent` if nothing is
 * there. It follows a link in the place of that word only if it is asked to.
 *
 * @returns what the function gives, or `engine-unavailable` (LA605), `verification-broken` (LA607), `container-left`
 * (LA610)
 */
export async function lookOutside<T>(
  reference: string,
  effects: OwnContainerEffects,
  use: (image: Outside) => Promise<Result<T>>,
): Promise<Result<T>> {
  const { docker, signal } = effects;
  // The last word stands for a command, because an image may have none of its own.
  const words = ["--pull", "never", "--network", "none", reference, "none"];
  return withContainer(words, effects, async ({ name }) => {
    const format = "{{.Config.WorkingDir}}";
    const inspect = ["container", "inspect", "--format", format, name];
    const inspected = await docker(inspect, { deadline: shortly, signal, grace: 0 });
    heedCancellation(signal);
    if (inspected.exitCode !== 0) return engineUnavailable(inspected);
    return await use({
      workingDirectory: inspected.output || "/",
      read: (path, options) => read(name, path, options ?? {}, effects),
      find: (pattern) => findPaths(pattern, name, effects),
    });
  });
}

async function read(
  container: string,
  path: string,
  { keepsText = false, followsLink = false }: ReadOptions,
  { docker, signal }: OwnContainerEffects,
): ReturnType<ReadOutside> {
  const files = new Files(keepsText);
  const stop = new AbortController();
  const answer = await docker(
    ["cp", ...(followsLink ? ["--follow-link"] : []), `${container}:${path}`, "-"],
    {
      deadline: shortly,
      signal: AbortSignal.any([signal, stop.signal]),
      onOutput: (chunk) => {
        files.push(chunk);
        if (files.problem !== undefined) stop.abort();
      },
      grace: 0,
    },
  );
  heedCancellation(signal);
  if (answer.exitCode === 0) files.end();
  if (files.problem !== undefined) return unreadable(path, files.problem);
  if (answer.exitCode === 0) return accept(files.seen());
  if (isAbsence(answer.trouble)) return accept("absent");
  if (engineIsGone(answer) || answer.endedBy !== undefined) return engineUnavailable(answer);
  return unreadable(path, `could not be read: ${oneLine(answer.trouble)}`);
}

/** Takes what the engine packs, and keeps a hash of each file. It never throws. */
class Files {
  /** Why nothing is read any more. */
  problem: string | undefined;
  readonly #reader: TarReader;
  readonly #members = new Map<string, { member: TarMember; hash: Hash; pieces: Buffer[] }>();

  constructor(keepsText: boolean) {
    this.#reader = new TarReader((member) => {
      if (this.#members.size >= mostMembers) throw new Damage("has too many files");
      const hash = createHash("sha256");
      const pieces: Buffer[] = [];
      this.#members.set(member.name.replace(/\/$/, ""), { member, hash, pieces });
      const keeps = keepsText && member.size <= longestText;
      return (piece) => {
        hash.update(piece);
        if (keeps) pieces.push(piece);
      };
    });
  }

  push(chunk: Buffer): void {
    this.#try(() => this.#reader.push(chunk));
  }

  end(): void {
    this.#try(() => this.#reader.end());
  }

  seen(): ReadonlyMap<string, Seen> {
    const found = new Map<string, Seen>();
    for (const [name, { member, hash, pieces }] of this.#members) {
      const { type, target } = member;
      if (type === "file") {
        const text = pieces.length > 0 ? Buffer.concat(pieces).toString("utf8") : undefined;
        found.set(name, {
          type,
          sha256: hash.digest("hex"),
          ...(text !== undefined && { text }),
        });
      } else if (type === "hard link") {
        // It names a member before it.
        found.set(name, found.get(target) ?? { type: "other" });
      } else if (type !== "folder") {
        found.set(name, type === "link" ? { type, target } : { type });
      }
    }
    return found;
  }

  #try(step: () => void): void {
    if (this.problem !== undefined) return;
    try {
      step();
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    }
  }
}

function unreadable(path: string, problem: string): Result<never> {
  const remedy = "Find out what is there, with `docker cp`, and fix the image.";
  return broken(`${path} of the image ${problem}`, remedy);
}
