import type { ImageConfig, ReleaseConfig } from "@lablink-actions/release-config";
import {
  acceptUnless,
  listing,
  quote,
  type Refusal,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** What a run may push with. */
export interface RegistryAccess {
  /** Whether the run has an account of the registry; undefined if it does not push. */
  readonly credentials: boolean | undefined;
  /** False for a fork's pull request: it has no secrets, and needs none. */
  readonly canPush: boolean;
  /** The owner of the run's repository. */
  readonly owner: string;
}

/** Warnings about logins that are written into the configuration; they are not shown. */
export function publicLogins({ index, publishUrl }: ReleaseConfig, file: string): string[] {
  const hasLogin = (address: string) => /^[a-z]+:\/\/[^/]*@/i.test(address);
  const cures = [
    { key: "index", address: index, cure: "give the whole address to index-url, from a secret" },
    { key: "publish-url", address: publishUrl, cure: "give the account to publish-package" },
  ];
  return cures.flatMap(({ key, address, cure }) =>
    hasLogin(address)
      ? [
          `${key} in ${file} has a login, which everybody who can read the repository can read. Delete the login there, replace the password, and ${cure}.`,
        ]
      : [],
  );
}

/** The registry of the run's own token. It gets that token, and no other registry does. */
export const tokenRegistry = "ghcr.io";

/**
 * Checks that a run which pushes images has an account for their registry.
 *
 * @returns notices about images of another owner; or `registry-credentials-missing` (LA505), `registries-several`
 * (LA507)
 */
export function requireCredentials(
  images: readonly ImageConfig[],
  { credentials, canPush, owner }: RegistryAccess,
): Result<readonly string[]> {
  if (credentials === undefined || !canPush) return acceptUnless([], []);
  const registries = new Set(images.map(({ registry }) => registry));
  const others = [...registries].filter((registry) => registry !== tokenRegistry);
  if (others.length > 1) return refuse(several(others));
  return acceptUnless(
    (credentials ? [] : others).map((registry) => ({
      name: "registry-credentials-missing",
      seen: `the images are for the registry ${quote(registry)}, and the run has no account there; its own token is only for ${tokenRegistry}`,
      remedy:
        "Pass the secrets registry-username and registry-password to images.yml, under secrets: of the job that calls it. A run of Dependabot needs them as Dependabot secrets.",
    })),
    images.flatMap(({ reference }) => noticeOf(reference, owner)),
  );
}

/** `registries-several` (LA507). */
function several(registries: readonly string[]): Refusal {
  return {
    name: "registries-several",
    seen: `the images are for ${listing(registries)}, and a run has the account of only one registry besides ${tokenRegistry}`,
    remedy:
      "Write the images of each registry to a configuration of their own, and call images.yml once for each, with its input config and the secrets for that registry.",
  };
}

function noticeOf(reference: string, owner: string): string[] {
  const [registry, other = ""] = reference.split("/");
  if (registry !== tokenRegistry || other === owner.toLowerCase()) return [];
  return [
    `${reference} belongs to ${other}, and this repository to ${owner}: the run's token can push there only if the package's settings give this repository access (Manage Actions access).`,
  ];
}
