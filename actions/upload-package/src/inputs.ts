import {
  accept,
  acceptUnless,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** Who uploads. */
export interface Account {
  /** Empty: trusted publishing. */
  readonly username: string;
  readonly password: string;
}

/** The account, or none; otherwise `input-missing` (LA901) where half of it is given. */
export function parseAccount({ username, password }: Account): Result<Account> {
  if ((username === "") === (password === "")) return accept({ username, password });
  return refuse({
    name: "input-missing",
    seen: `${username ? "username" : "password"} is given without ${username ? "password" : "username"}`,
    remedy:
      "Give both, or neither for trusted publishing. An index that wants a token says which username goes with it.",
  });
}

/** Which index is asked, and where files are uploaded to. */
export interface Destination {
  readonly indexUrl: string;
  /** Empty: what UV_PUBLISH_URL says, or else uv's default. */
  readonly publishUrl: string;
}

/**
 * Both of one index: what is checked at an index that is named must not go to uv's default.
 *
 * @returns them, or `input-invalid` (LA902) where index-url is given, and neither publish-url nor UV_PUBLISH_URL is
 */
export function parseDestination(
  { indexUrl, publishUrl }: Destination,
  environmentVariable: (name: string) => string | undefined,
): Result<Destination> {
  const isNamed = indexUrl === "" || publishUrl !== "" || environmentVariable("UV_PUBLISH_URL");
  const unnamed: Refusal = {
    name: "input-invalid",
    seen: "the input index-url is given without publish-url, so what is checked there would be uploaded to uv's default",
    remedy:
      "Give publish-url, or the variable UV_PUBLISH_URL: where that index takes uploads. Or leave index-url empty.",
  };
  return acceptUnless(isNamed ? [] : [unnamed], { indexUrl, publishUrl });
}
