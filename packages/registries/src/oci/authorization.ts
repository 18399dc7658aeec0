import { accept, type Result, refuse } from "@lablink-actions/release-core";
import { checkJson, clauseOf, nullable, open, optional, text } from "@lablink-actions/shape";
import { basicAuthorization, type Credentials } from "../credentials.ts";
import { type Network, send } from "../network.ts";
import { isSafe, isThisMachine } from "../safe-address.ts";
import type { Address } from "./address.ts";
import { denied, trouble, unwelcome } from "./refusals.ts";

const tokenAnswer = open({
  token: optional(nullable(text())),
  access_token: optional(nullable(text())),
});

/** The access that a token is for, as its scope names it. */
export type Access = "pull" | "pull,push";

/**
 * Answers a registry's challenge: a bearer token for exactly this image and access, asked for anonymously if there are
 * no credentials, or basic authentication.
 *
 * @returns the Authorization header, or `registry-denied` (LA701), `registry-trouble` (LA702)
 */
export async function authorize(
  network: Network,
  { api, image, path }: Address,
  credentials: Credentials | undefined,
  challenge: string,
  access: Access,
): Promise<Result<string>> {
  const asked = `asking to ${access === "pull" ? "read" : "write"} ${image}`;
  const bearer = /(?:^|[\s,])bearer\s+(.*)$/is.exec(challenge)?.[1];
  if (bearer === undefined) {
    if (credentials && /(?:^|[\s,])basic\b/i.test(challenge))
      return accept(basicAuthorization(credentials));
    return refuse(
      denied(asked, credentials ? "refuses the credentials" : "wants a login, and there is none"),
    );
  }

  const url = tokenAddress(bearer, `repository:${path}:${access}`);
  // An address on this machine is safe only if the registry is there as well.
  if (url === undefined || (isThisMachine(url) && !isThisMachine(api))) {
    return refuse(trouble(asked, "gives no safe address for tokens"));
  }
  const headers = credentials ? { authorization: basicAuthorization(credentials) } : {};
  const answer = await send(network, { method: "GET", url, headers });
  if ("silence" in answer || answer.status !== 200) return refuse(unwelcome(asked, answer));
  if (answer.url.origin !== url.origin) {
    return refuse(trouble(asked, `has its tokens at ${url.origin}, which redirects elsewhere`));
  }
  const checked = checkJson(tokenAnswer, answer.bytes);
  if (!checked.ok) {
    const problem = clauseOf(checked.problems[0], "its answer");
    return refuse(trouble(asked, `gave no token: ${problem}`));
  }
  const token = checked.value.token ?? checked.value.access_token;
  // A header cannot hold a line end, and an error about it could show the token.
  if (!token || !/^[!-~]+$/.test(token)) return refuse(trouble(asked, "gave no token"));
  network.mask(token);
  return accept(`Bearer ${token}`);
}

function tokenAddress(parameters: string, scope: string): URL | undefined {
  const pairs = [...parameters.matchAll(/([a-z]+)\s*=\s*"([^"]*)"/gi)];
  const values = new Map(pairs.map(([, name = "", value = ""]) => [name.toLowerCase(), value]));
  const realm = values.get("realm") ?? "";
  if (!URL.canParse(realm)) return undefined;
  const url = new URL(realm);
  const service = values.get("service");
  if (service !== undefined) url.searchParams.set("service", service);
  url.searchParams.set("scope", scope);
  return isSafe(url) ? url : undefined;
}
