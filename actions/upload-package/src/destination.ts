import { acceptUnless, conflictingInputs, type Result } from "@lablink-actions/release-core";

/** Which index is asked, and where files are uploaded to. */
interface Destination {
  readonly indexUrl: string;
  /** Empty: what UV_PUBLISH_URL says, or else uv's default. */
  readonly publishUrl: string;
}

/**
 * Requires that both are of one index: what is checked at a named index must not be uploaded to uv's default.
 *
 * @returns them, or `inputs-conflict` (LA903) if index-url is given, and neither publish-url nor UV_PUBLISH_URL is
 */
export function requireOneIndex(
  { indexUrl, publishUrl }: Destination,
  environmentVariable: (name: string) => string | undefined,
): Result<Destination> {
  const isNamed = indexUrl === "" || publishUrl !== "" || environmentVariable("UV_PUBLISH_URL");
  const unnamed = conflictingInputs(
    "index-url is given without publish-url, so what is checked there would be uploaded to uv's default",
    "Set publish-url, or the variable UV_PUBLISH_URL, to the address where that index takes uploads. Or leave index-url empty.",
  );
  return acceptUnless(isNamed ? [] : [unnamed], { indexUrl, publishUrl });
}
