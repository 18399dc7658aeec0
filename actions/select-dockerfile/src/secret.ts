/** Values that give access by themselves, by the prefixes that their makers gave them so that they can be found. */
const shapes: readonly (readonly [title: string, shape: RegExp])[] = [
  ["an address with a login", /[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]*:[^\s/?#@]+@/i],
  ["a GitHub token", /(?<![A-Za-z0-9])(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,})/],
  ["a GitLab token", /(?<![A-Za-z0-9])glpat-[\w-]{16,}/],
  // The macaroons of PyPI and TestPyPI all begin so.
  ["a PyPI token", /(?<![A-Za-z0-9])pypi-AgE[\w-]{16,}/],
  ["an AWS access key", /(?<![A-Za-z0-9])A(?:KIA|SIA)[A-Z0-9]{16}(?![A-Za-z0-9])/],
  ["a Slack token", /(?<![A-Za-z0-9])xox[abeoprs]-[\w-]{10,}/],
  ["an npm token", /(?<![A-Za-z0-9])npm_[A-Za-z0-9]{36}/],
  ["a Docker Hub token", /(?<![A-Za-z0-9])dckr_(?:pat|oat)_[\w-]{16,}/],
  ["a Hugging Face token", /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/],
  ["a signed token", /(?<![A-Za-z0-9])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./],
  ["a private key", /-----BEGIN [A-Z ]*PRIVATE KEY/],
];

// At the end only: PASSWORD_MIN_LENGTH and TOKENIZER hold no secret.
const secretName =
  /(?:PASSWORD|PASSWD|PASSPHRASE|PWD|TOKEN|SECRET|CREDENTIALS?|(?:API|ACCESS|PRIVATE|SECRET)_?KEY)$/i;

/**
 * Why a build argument is probably a secret, as a clause after its name; undefined if it is probably not. An empty
 * value and a plain yes or no are none, whatever the name.
 */
export function secretIn(name: string, value: string): string | undefined {
  const found = shapes.find(([, shape]) => shape.test(value));
  if (found) return `looks like ${found[0]}`;
  if (/^(?:|true|false|yes|no|on|off|0|1)$/i.test(value)) return undefined;
  return secretName.test(name) ? "has a secret's name" : undefined;
}
