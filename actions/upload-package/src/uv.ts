import { environmentVariable, runUv, say } from "@lablink-actions/action-kit";
import type { Credentials } from "@lablink-actions/registries";
import { identityOfJob } from "./account.ts";
import type { Publish } from "./upload-package.ts";

// uv tries again what fails, and a file may have a gigabyte.
const deadline = 30 * 60_000;

interface Receiver {
  /** Empty: uv's default. */
  readonly publishUrl: string;
  /** Undefined: trusted publishing. */
  readonly account: Credentials | undefined;
}

/**
 * Runs `uv publish`, and writes its output to the log at once. The address and secrets are in its environment, never in
 * its arguments: an address may also hold a password.
 */
export function publishTo({ publishUrl, account }: Receiver): Publish {
  const variables = {
    ...(publishUrl !== "" && { UV_PUBLISH_URL: publishUrl }),
    ...(account
      ? { UV_PUBLISH_USERNAME: account.username, UV_PUBLISH_PASSWORD: account.password }
      : identityOfJob(environmentVariable)),
  };
  const trust = account ? ["--trusted-publishing", "never"] : [];
  // uv sends an attestation that is named beside its file, and no other.
  return (paths) =>
    runUv(["publish", ...trust, "--", ...paths], { deadline, variables, onLine: say, both: true });
}
