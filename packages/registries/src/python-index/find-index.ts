import { accept, type Result, refuse } from "@lablink-actions/release-core";
import type { Credentials } from "../credentials.ts";
import { isSafe } from "../safe-address.ts";
import { invalid } from "./refusals.ts";

/** The address of an index, and the account to use. */
export interface IndexAddress {
  /** The Simple API's address, with a slash at its end and without credentials. */
  readonly simple: URL;
  readonly credentials?: Credentials;
  /** Where the address was found, as a refusal names it. */
  readonly foundIn: string;
}

/** Where an index may be named. */
interface IndexSources {
  /** The input index-url; empty if it is not given. */
  readonly input: string;
  readonly environmentVariable: (name: string) => string | undefined;
  /** What pip prints when it is called with these words; undefined if it fails or is not there. */
  readonly askPip: (words: readonly string[]) => Promise<string | undefined>;
}

/**
 * The index that a build on this runner installs from: the input, else the variables of uv and pip, else the index that
 * pip itself uses, configured or by default. This code has no address of its own.
 *
 * @returns it, or `index-invalid` (LA803)
 */
export async function findIndex(sources: IndexSources): Promise<Result<IndexAddress>> {
  if (sources.input !== "") return readAddress(sources.input, "the input index-url");
  for (const name of ["UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"]) {
    const text = sources.environmentVariable(name)?.trim();
    // uv takes `name=https://…` as well.
    if (text) return readAddress(text.replace(/^[\w.-]+=(?=https?:)/, ""), name);
  }
  const text = await indexOfPip(sources.askPip);
  if (text !== undefined) return readAddress(text, "the runner's pip");
  return refuse(invalid("no index is named, and `python3 -m pip` does not say which it uses"));
}

/** Only pip's help says which index it uses in the end. It hides passwords there, and only there. */
async function indexOfPip(askPip: IndexSources["askPip"]): Promise<string | undefined> {
  const help = await askPip(["install", "--help"]);
  const shown = /-i, --index-url\s[^(]*\(default:? (\S+)\)/.exec(help ?? "")?.[1];
  if (!shown?.includes("****")) return shown;
  for (const key of ["install.index-url", "global.index-url"]) {
    const text = (await askPip(["config", "get", key]))?.trim();
    if (text) return text;
  }
  return undefined;
}

function readAddress(text: string, foundIn: string): Result<IndexAddress> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  // The text may have a password in it, so it is not shown.
  if (url === undefined || !/^https?:$/.test(url.protocol)) {
    return refuse(invalid(`${foundIn} is not the address of an index`));
  }
  if (!isSafe(url)) {
    return refuse(
      invalid(`${foundIn} names ${url.host} with http://, and over that anybody could answer`),
    );
  }
  if (url.search !== "" || url.hash !== "") {
    return refuse(invalid(`${foundIn} has something after the path of the address (? or #)`));
  }
  const credentials = credentialsOf(url);
  if (credentials === "unreadable") {
    return refuse(invalid(`${foundIn} has a user or password whose %-escapes are broken`));
  }
  const simple = new URL(url);
  simple.username = "";
  simple.password = "";
  simple.pathname = url.pathname.replace(/\/*$/, "/");
  return accept({ simple, foundIn, ...(credentials && { credentials }) });
}

function credentialsOf({ username, password }: URL): Credentials | "unreadable" | undefined {
  if (username === "" && password === "") return undefined;
  try {
    return { username: decodeURIComponent(username), password: decodeURIComponent(password) };
  } catch {
    return "unreadable";
  }
}
