import { join } from "node:path";
import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";
import type { Credentials } from "../credentials.ts";
import { member, parseJson, textMember } from "../json.ts";

/** What `docker login` leaves on a machine. */
export interface DockerLogin {
  /** The folder of config.json: DOCKER_CONFIG, or ~/.docker. */
  readonly directory: string;
  /** A file's text, or undefined where there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** Calls `docker-credential-<name> get` with the server on its standard input. */
  readonly askHelper: (name: string, server: string) => Promise<HelperAnswer>;
}

export interface HelperAnswer {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * The credentials docker would use for a registry: of the helper that is for it, else of the store, else those
 * in config.json itself.
 *
 * @returns them, undefined where there are none, or `credentials-unreadable` (LA708)
 */
export async function findCredentials(
  server: string,
  docker: DockerLogin,
): Promise<Result<Credentials | undefined>> {
  const file = join(docker.directory, "config.json");
  const text = docker.readFile(file);
  if (text === undefined) return accept(undefined);
  const config = parseJson(text);
  if (typeof config !== "object" || config === null) return unreadable(`${file} is not JSON`);

  const key = server === "index.docker.io" ? "https://index.docker.io/v1/" : server;
  const helper = textMember(member(config, "credHelpers"), key) || textMember(config, "credsStore");
  if (helper) return fromHelper(helper, key, docker);
  return fromFile(file, server, member(config, "auths"));
}

async function fromHelper(
  name: string,
  server: string,
  { askHelper }: DockerLogin,
): Promise<Result<Credentials | undefined>> {
  const program = `docker-credential-${name}`;
  // It becomes a program's name, and a path would make it any program.
  if (!/^[\w.-]+$/.test(name)) return unreadable(`${quote(name)} is not a credential helper`);
  const { exitCode, output } = await askHelper(name, server);
  // The protocol has only this sentence for a server the helper does not know.
  if (exitCode !== 0 && /credentials not found/i.test(output)) return accept(undefined);
  const answer = exitCode === 0 ? parseJson(output) : undefined;
  const username = textMember(answer, "Username");
  const password = textMember(answer, "Secret");
  if (!username || !password) return unreadable(`${program} gives none for ${server}`);
  if (username === "<token>") return unreadable(`${program} gives an identity token for ${server}`);
  return accept({ username, password });
}

function fromFile(file: string, server: string, auths: unknown): Result<Credentials | undefined> {
  const names = typeof auths === "object" && auths !== null ? Object.keys(auths) : [];
  const name = names.includes(server) ? server : names.find((one) => hostOf(one) === server);
  if (name === undefined) return accept(undefined);
  const entry = member(auths, name);
  if (textMember(entry, "identitytoken")) {
    return unreadable(`${file} has an identity token for ${server}`);
  }
  const auth = textMember(entry, "auth");
  if (!auth) return accept(undefined);
  const [, username, password] =
    /^([^:]+):(.+)$/s.exec(Buffer.from(auth, "base64").toString()) ?? [];
  // The text itself is a secret and must not be shown.
  if (!username || !password) return unreadable(`what ${file} has for ${server} is no login`);
  // Docker fills passwords up with NUL.
  return accept({ username, password: password.replace(/\0+$/, "") });
}

/** Docker writes `https://ghcr.io/v1/` as well as `ghcr.io`. */
function hostOf(name: string): string {
  return name.replace(/^https?:\/\//, "").replace(/\/.*$/s, "");
}

function unreadable(seen: string): Result<never> {
  return refuse({
    name: "credentials-unreadable",
    seen: `docker's configuration: ${seen}`,
    remedy: "Log in with docker/login-action before this step, or give username and password.",
  });
}
