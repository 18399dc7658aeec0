/** uv, as every action runs it. */

import { environmentVariable } from "./environment.ts";
import { type ProgramAnswer, type ProgramOptions, runProgram } from "./program.ts";

/**
 * The variables of the step that uv sees: where programs, homes and temporary files are, the language, and how a
 * runner reaches the network. build-package hands the same to `uv build`.
 */
export const uvSees: readonly string[] = [
  ...["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "SSL_CERT_FILE", "SSL_CERT_DIR"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"],
  ...["http_proxy", "https_proxy", "all_proxy", "no_proxy"],
];

/** Where uv's users and pip's name the index that packages are installed from, in the order in which they count. */
const indexVariables: readonly string[] = ["UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL"];

/**
 * Runs uv without configuration, in an environment that is handed to it. Settings of a checkout (`[tool.uv]`) or of a
 * runner (`UV_PUBLISH_CHECK_URL`, `UV_NO_BUILD`) could make it leave out a file, or refuse one, without anybody's
 * order. What it builds may run any code, so it gets no secret of the job either.
 */
export function runUv(
  words: readonly string[],
  options: Omit<ProgramOptions, "sees">,
): Promise<ProgramAnswer> {
  return runProgram("uv", ["--no-config", ...words], { ...options, sees: uvSees });
}

/** The variable that makes uv fetch build backends from the index that the runner names; none if it names none. */
export function indexForBuilds(): Readonly<Record<string, string>> {
  const named = indexVariables.map((name) => environmentVariable(name)?.trim()).find(Boolean);
  return named === undefined ? {} : { UV_DEFAULT_INDEX: named };
}
