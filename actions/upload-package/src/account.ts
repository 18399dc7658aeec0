import type { Credentials } from "@lablink-actions/registries";

type EnvironmentVariable = (name: string) => string | undefined;

/**
 * The account in the variables by which uv itself takes one, for a job that has no inputs for it. Half an account is
 * none.
 */
export function accountOfVariables(variable: EnvironmentVariable): Credentials | undefined {
  const token = variable("UV_PUBLISH_TOKEN");
  if (token) return { username: "__token__", password: token };
  const [username, password] = [variable("UV_PUBLISH_USERNAME"), variable("UV_PUBLISH_PASSWORD")];
  return username && password ? { username, password } : undefined;
}

/** The variables by which a job with `id-token: write` proves to an index what it is (trusted publishing). */
export function identityOfJob(variable: EnvironmentVariable): Readonly<Record<string, string>> {
  const names = [
    "GITHUB_ACTIONS",
    "ACTIONS_ID_TOKEN_REQUEST_URL",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
  ];
  return Object.fromEntries(
    names.flatMap((name) => {
      const value = variable(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
