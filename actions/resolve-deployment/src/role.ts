import { accept, quote, type Result, refuse } from "@lablink-actions/release-core";

/**
 * A role of AWS, as OpenID Connect needs it (IAM's documentation, "IAM ARNs"). An empty one is mostly a variable of the
 * repository that nobody has set.
 *
 * @returns it, or `role-invalid` (LA637)
 */
export function parseRole(text: string): Result<string> {
  if (/^arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role\/[\w+=,.@/-]{1,512}$/.test(text))
    return accept(text);
  return refuse({
    name: "role-invalid",
    seen: text === "" ? "role-to-assume is empty" : `role-to-assume is ${quote(text)}`,
    remedy:
      "Give the role as arn:aws:iam::<account>:role/<name>. If it comes from a variable of the repository, such as AWS_ROLE_ARN, set that variable.",
  });
}
