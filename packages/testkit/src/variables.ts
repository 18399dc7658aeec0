import type { GithubContext } from "./events.ts";

export type Strings = Readonly<Record<string, string>>;

/** The given values, without undefined ones. */
export function defined(values: Readonly<Record<string, string | undefined>>): Strings {
  const pairs = Object.entries(values);
  return Object.fromEntries(
    pairs.filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}

/** GITHUB_*: every string and boolean of the context except the token (GitHubContext.cs). */
export function githubVariables(github: GithubContext): Strings {
  const { event: _payload, token: _token, ...context } = github;
  const pairs = Object.entries(context);
  return Object.fromEntries(
    pairs.map(([name, value]) => [`GITHUB_${name.toUpperCase()}`, String(value)]),
  );
}

/** INPUT_*: spaces become underscores, hyphens stay (Handler.cs). */
export function inputVariables(inputs: Strings): Strings {
  const pairs = Object.entries(inputs);
  return Object.fromEntries(
    pairs.map(([name, value]) => [`INPUT_${name.replaceAll(" ", "_").toUpperCase()}`, value]),
  );
}
