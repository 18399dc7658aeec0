import { describe, expect, test } from "@jest/globals";
import { cases } from "@lablink-actions/testkit/arbitraries";
import fc from "fast-check";
import { secretIn } from "../src/secret.ts";

const filler = "0123456789abcdefABCDEF0123456789abcdef";

describe("secretIn", () => {
  test.each([
    ["an address with a login", "https://user:word@index.example/simple"],
    ["an address with a login", "--index-url http://user:word@127.0.0.1:8080/"],
    ["an address with a login", "https://:word@index.example"],
    ["an address with a login", "postgresql+asyncpg://user:word@host/name"],
    ["a GitHub token", `ghp_${filler}`],
    ["a GitHub token", `token=gho_${filler}`],
    ["a GitHub token", `https://ghs_${filler}@github.com/a/b`],
    ["a GitHub token", `github_pat_${filler}`],
    ["a GitLab token", "glpat-abcdefghij0123456789"],
    ["a PyPI token", `pypi-AgEIcHlwaS5vcmc${filler}`],
    ["a PyPI token", `pypi-AgENdGVzdC5weXBpLm9yZw${filler}`],
    ["an AWS access key", "AKIAIOSFODNN7EXAMPLE"],
    ["an AWS access key", "ASIAIOSFODNN7EXAMPLE"],
    ["a Slack token", "xoxb-123456789012-abcdef"],
    ["an npm token", `npm_${filler.slice(0, 36)}`],
    ["a Docker Hub token", "dckr_pat_abcdefghij0123456789"],
    ["a Hugging Face token", `hf_${filler}`],
    ["a signed token", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln"],
    ["a private key", "-----BEGIN OPENSSH PRIVATE KEY-----"],
    ["a private key", "-----BEGIN PRIVATE KEY-----"],
  ])("finds %s in %s", (title, value) => {
    expect(secretIn("A", value)).toBe(`looks like ${title}`);
  });

  test.each(["PASSWORD", "db_password", "PGPASSWORD", "GITHUB_TOKEN", "CLIENT_SECRET", "API_KEY"])(
    "the name %s is a secret's, unless it is empty, or a yes or no",
    (name) => {
      expect(secretIn(name, "x")).toBe("has a secret's name");
      for (const value of ["", "true", "No", "0"]) expect(secretIn(name, value)).toBeUndefined();
    },
  );

  test.each([
    ["BASE_IMAGE", "ghcr.io/owner/name:1.0@sha256:0123456789abcdef"],
    ["UV_DEFAULT_INDEX", "https://index.example:8443/simple"],
    ["SOURCE", "ssh://git@github.com/owner/name"],
    ["SOURCE", "git+https://github.com/owner/name@v1:2"],
    ["TOOL", "pypi-attestations==0.0.27"],
    ["PASSWORD_MIN_LENGTH", "8"],
    ["TOKENIZER", "fast"],
    ["TOKENIZERS_PARALLELISM", "4"],
    ["TOKEN_FILE", "/run/secrets/token"],
    ["MONKEY", "x"],
    ["PACKAGE_VERSION", "1.2.3"],
    ["COMMIT", "0123456789012345678901234567890123456789"],
  ])("takes %s=%s", (name, value) => {
    expect(secretIn(name, value)).toBeUndefined();
  });

  test("a login is found in any address, and an address without one is not a secret", () => {
    const word = fc.stringMatching(/^[A-Za-z0-9._~-]{1,12}$/);
    const host = fc.stringMatching(/^[a-z]{1,8}(\.[a-z]{2,5})?(:[0-9]{2,4})?$/);
    fc.assert(
      fc.property(word, word, host, word, (user, password, at, path) => {
        expect(secretIn("A", `https://${user}:${password}@${at}/${path}`)).toBeDefined();
        expect(secretIn("A", `https://${at}/x/${user}@${path}`)).toBeUndefined();
      }),
      cases,
    );
  });
});
