import {
  accept,
  type Digest,
  invalidInput,
  isDigest,
  quote,
  type Result,
  refuse,
} from "@lablink-actions/release-core";

/** The digest of the plan that was shown; otherwise `input-invalid` (LA902). */
export function parsePlanDigest(text: string, name: string): Result<Digest> {
  if (isDigest(text)) return accept(text);
  const remedy = "Pass on the output plan-digest of plan-infrastructure.";
  return refuse(invalidInput(name, `is ${quote(text)}, which is not a digest`, remedy));
}
