import { join } from "node:path";
import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";
import {
  checkJson,
  clauseIn,
  nullable,
  open,
  optional,
  record,
  type Shape,
  type Shaped,
  text,
} from "@lablink-actions/shape";
import type { Credentials } from "../credentials.ts";

/** Docker reads null as if it were not there. */
const maybe = <T>(shape: Shape<T>) => optional(nullable(shape));

const dockerConfig = open({
  auths: maybe(record(text(), open({ auth: maybe(text()), identitytoken: maybe(text()) }))),
  credHelpers: maybe(record(text(), text())),
  credsStore: maybe(text()),
});

const helperOutput = open({ Username: text(), Secret: text() });

/** What `docker login` leaves on a machine. */
export interface DockerLogin {
  /** The folder of config.json: DOCKER_CONFIG, or ~/.docker. */
  readonly directory: string;
  /** A file's text; undefined if there is no such file. */
  readonly readFile: (path: string) => string | undefined;
  /** Calls `docker-credential-<name> get` with the server on its standard input. */
  readonly askHelper: (name: string, server: string) => Promise<HelperAnswer>;
}

interface HelperAnswer {
  readonly exitCode: number;
  readonly output: string;
}

/**
 * The credentials that docker would use for a registry: of the helper that is for it, else of the store, else those in
 * config.json itself.
 *
 * @returns them, undefined if there are none, or `credentials-unreadable` (LA708)
 */
export async function findCredentials(
  server: string,
  docker: DockerLogin,
): Promise<Result<Credentials | undefined>> {
  const file = join(docker.directory, "config.json");
  const written = docker.readFile(file);
  if (written === undefined) return accept(undefined);
  const checked = checkJson(dockerConfig, written);
  if (!checked.ok) return unreadable(clauseIn(checked.problems[0], file));

  const { auths, credHelpers, credsStore } = checked.value;
  const key = server === "index.docker.io" ? "https://index.docker.io/v1/" : server;
  const helper = new Map(Object.entries(credHelpers ?? {})).get(key) || credsStore;
  return helper ? fromHelper(helper, key, docker) : fromFile(file, server, auths ?? {});
}

async function fromHelper(
  name: string,
  server: string,
  { askHelper }: DockerLogin,
): Promise<Result<Credentials | undefined>> {
  const program = `docker-credential-${name}`;
  // It becomes a part of a program's name, and with a path it could be any program.
  if (!/^[\w.-]+$/.test(name)) return unreadable(`${quote(name)} is not a credential helper`);
  const { exitCode, output } = await askHelper(name, server);
  // The protocol has only this sentence for a server the helper does not know.
  if (exitCode !== 0 && /credentials not found/i.test(output)) return accept(undefined);
  const checked = exitCode === 0 ? checkJson(helperOutput, output) : undefined;
  const { Username: username = "", Secret: password = "" } = checked?.ok ? checked.value : {};
  if (username === "" || password === "")
    return unreadable(`${program} gives no login for ${server}`);
  if (username === "<token>") return unreadable(`${program} gives an identity token for ${server}`);
  return accept({ username, password });
}

type Logins = NonNullable<Shaped<typeof dockerConfig>["auths"]>;

function fromFile(file: string, server: string, auths: Logins): Result<Credentials | undefined> {
  const entries = Object.entries(auths);
  const [, { auth, identitytoken } = {}] =
    entries.find(([name]) => name === server) ??
    entries.find(([name]) => hostOf(name) === server) ??
    [];
  if (identitytoken) return unreadable(`${file} has an identity token for ${server}`);
  if (!auth) return accept(undefined);
  const [, username, password] =
    /^([^:]+):(.+)$/s.exec(Buffer.from(auth, "base64").toString()) ?? [];
  // The text itself is a secret and must not be shown.
  if (!username || !password) return unreadable(`what ${file} has for ${server} is not a login`);
  // Docker pads passwords with NUL.
  return accept({ username, password: password.replace(/\0+$/, "") });
}

/** Docker writes `https://ghcr.io/v1/` or `ghcr.io`. */
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
