import {
  acceptUnless,
  conflictingInputs,
  type Refusal,
  type Result,
} from "@lablink-actions/release-core";

/** Which index is asked, and where files are uploaded to: both of one index, or both empty, which means the default. */
interface Destination {
  readonly indexUrl: string;
  readonly publishUrl: string;
}

/**
 * Requires that both addresses are of one index. Otherwise files that were checked at one index would be uploaded to
 * another, or another would be asked for what was uploaded.
 *
 * @param given the inputs; an empty publish-url means what UV_PUBLISH_URL says
 * @returns both, or `inputs-conflict` (LA903) if only one is named
 */
export function requireOneIndex(
  given: Destination,
  environmentVariable: (name: string) => string | undefined,
): Result<Destination> {
  const { indexUrl } = given;
  const publishUrl = given.publishUrl || environmentVariable("UV_PUBLISH_URL")?.trim() || "";
  const isHalf = (indexUrl === "") !== (publishUrl === "");
  return acceptUnless(isHalf ? [onlyOne(given)] : [], { indexUrl, publishUrl });
}

function onlyOne({ indexUrl, publishUrl }: Destination): Refusal {
  if (indexUrl !== "") {
    return conflictingInputs(
      "index-url is given without publish-url, so what is checked there would be uploaded to uv's default",
      "Set publish-url, or the variable UV_PUBLISH_URL, to the address where that index takes uploads. Or leave index-url empty.",
    );
  }
  const name = publishUrl === "" ? "the variable UV_PUBLISH_URL" : "publish-url";
  return conflictingInputs(
    `${name} is given without index-url, so another index would be asked for what is uploaded there`,
    `Set index-url to the Simple API of the index that takes the uploads. Or leave ${name} empty.`,
  );
}
