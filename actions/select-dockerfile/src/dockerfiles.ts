import { posix } from "node:path";
import {
  accept,
  type Channel,
  nearest,
  type PackageSource,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** A Dockerfile, and the stage of it that is built. */
export interface BuildFile {
  readonly path: string;
  /** Empty: the last one. */
  readonly target: string;
}

/** The Dockerfile of each channel. */
export type Dockerfiles = Readonly<Record<Channel["name"], BuildFile>>;

/** What the inputs say about the two Dockerfiles. */
interface GivenDockerfiles {
  readonly dockerfile: string;
  /** Empty for its default. */
  readonly developmentDockerfile: string;
  readonly source: PackageSource;
  readonly target: string;
  readonly developmentTarget: string;
}

export interface Workspace {
  /** The names of the files in a folder; empty if there is no such folder. */
  readonly filesIn: (directory: string) => readonly string[];
  /** A file's text, or undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** True if links on the way of a path lead out of the workspace. */
  readonly leadsOut: (path: string) => boolean;
}

interface File {
  readonly path: string;
  readonly text: string;
}

/**
 * Which Dockerfile is for which channel. One may be for both: of the checkout both are built alike, and targets tell
 * them apart otherwise.
 *
 * @returns them, or `dockerfiles-same` (LA302)
 */
export function dockerfilesOf(given: GivenDockerfiles): Result<Dockerfiles> {
  const { dockerfile, source, target, developmentTarget } = given;
  const isOne = source === "checkout" || developmentTarget !== "";
  const development = given.developmentDockerfile || (isOne ? dockerfile : `${dockerfile}.dev`);
  const isSame = posix.normalize(dockerfile) === posix.normalize(development);
  if (isSame && source === "index" && target === (developmentTarget || target)) {
    return refuse({
      name: "dockerfiles-same",
      seen: `production and development would both be built from ${quote(dockerfile)}`,
      remedy:
        "Give each its own Dockerfile, or its own stage with target and development-target: production installs the published package, development copies local code.",
    });
  }
  return accept({
    production: { path: dockerfile, target },
    development: { path: development, target: developmentTarget || (isSame ? target : "") },
  });
}

/** The file if it is there; otherwise `dockerfile-missing` (LA301). */
export function requireFile(path: string, workspace: Workspace): Result<File> {
  const { filesIn, readFile, leadsOut } = workspace;
  // The inputs are checked already; this is for the default of development-dockerfile.
  if (leadsOut(path)) {
    const remedy = "Put the file itself into the repository.";
    return refuse(missing(path, ": it is a link that leads out of the repository", remedy));
  }
  const directory = posix.dirname(path);
  const file = posix.basename(path);
  const files = filesIn(directory);
  const isThere = files.includes(file) && !path.endsWith("/");
  const text = isThere ? readFile(path) : undefined;
  if (text !== undefined) return accept({ path, text });
  if (files.length === 0) {
    const why = ": its folder is empty or not there";
    const remedy = "Check out the repository before this step, and correct the path.";
    return refuse(missing(path, why, remedy));
  }
  const meant = nearest(file, files);
  const hint = meant ? `; there is ${quote(posix.join(directory, meant))}` : "";
  const remedy = "Add the file, or correct dockerfile or development-dockerfile.";
  return refuse(missing(path, hint, remedy));
}

function missing(path: string, hint: string, remedy: string): Refusal {
  const seen = `there is no ${quote(path)}${hint}`;
  return { name: "dockerfile-missing", seen, remedy, location: { file: path } };
}
