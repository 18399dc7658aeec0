import { accountElsewhere, registryOf } from "@lablink-actions/action-kit";
import { accept, listing, type Result, refuse } from "@lablink-actions/release-core";
import type { Promotion } from "./promotions.ts";

/**
 * An account is for one registry. Without this, a promotion that names another host would get its password.
 *
 * @returns the account, or `account-elsewhere` (LA716) if the images are in several registries
 */
export function requireOneRegistry<Account>(given: {
  readonly account: Account | undefined;
  readonly promotions: readonly Promotion[];
}): Result<Account | undefined> {
  const { account, promotions } = given;
  const registries = [...new Set(promotions.map(({ image }) => registryOf(image)))];
  if (account === undefined || registries.length < 2) return accept(account);
  return refuse(
    accountElsewhere(
      `one account was given, and the images are in ${listing(registries)}`,
      "Promote the images of each registry in a step of its own, or log in to each with docker/login-action and leave username and password empty.",
    ),
  );
}
