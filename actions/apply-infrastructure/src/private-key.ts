import { X509Certificate } from "node:crypto";
import type { ToolAnswer, ToolOutput } from "@lablink-actions/infrastructure";
import { accept, type Result, refuse } from "@lablink-actions/release-core";

export interface PrivateKeyInputs {
  /** The output that has the key; undefined if no key is to be written. */
  readonly privateKeyOutput: string | undefined;
  /** Who may read the repository, in GitHub's words; empty if that is not known. */
  readonly repositoryVisibility: string;
  /** The certificate of the person who may read the key, as PEM; undefined if the key is written as it is. */
  readonly privateKeyRecipient: string | undefined;
}

export interface PrivateKeyEffects {
  readonly mask: (secret: string) => void;
  readonly say: (line: string) => void;
  /** Writes a file for this run only, which nobody else may read, and gives its path. */
  readonly writeFile: (name: string, content: string) => string;
  /** Runs openssl with a text on its standard input. */
  readonly openssl: (words: readonly string[], input: string) => Promise<ToolAnswer>;
}

/**
 * The certificate that the key is encrypted to. A key that is not public is refused and never shown.
 *
 * @returns it, or `private-key-recipient-invalid` (LA632)
 */
export function parseRecipient(text: string): Result<string> {
  if (text.includes("PRIVATE KEY")) return invalid("it has a private key");
  try {
    const { asymmetricKeyType: type = "" } = new X509Certificate(text).publicKey;
    return ["rsa", "ec"].includes(type) ? accept(text) : invalid(`its key is of the type ${type}`);
  } catch {
    return invalid("it is no certificate in PEM");
  }
}

/** Encrypts nothing, to see before anything is changed that it can be done; otherwise LA632. */
export async function tryRecipient(
  { privateKeyRecipient: certificate }: PrivateKeyInputs,
  effects: PrivateKeyEffects,
): Promise<Result<undefined>> {
  if (certificate === undefined) return accept(undefined);
  const { exitCode, trouble } = await encrypt("", certificate, effects);
  return exitCode === 0 ? accept(undefined) : invalid(`openssl does not take it: ${trouble}`);
}

/**
 * The file with the private key; empty if the infrastructure has none, or if nobody may get it. Anybody who is signed in
 * can read an artifact of a public repository, so there a key is only written if it is encrypted. A repository that is
 * not known to be private is treated as public.
 */
export async function keepKey(
  outputs: ReadonlyMap<string, ToolOutput>,
  inputs: PrivateKeyInputs,
  effects: PrivateKeyEffects,
): Promise<string> {
  const { privateKeyOutput: name, privateKeyRecipient: certificate } = inputs;
  const { mask, say, writeFile } = effects;
  const key = name === undefined ? undefined : outputs.get(name)?.value;
  if (typeof key !== "string" || key === "") return "";
  mask(key);
  if (certificate === undefined) {
    if (inputs.repositoryVisibility === "private") return writeFile("private-key.pem", key);
    say(`The private key is not written: anybody could read it. The state has it as ${name}.`);
    return "";
  }
  const { exitCode, output, trouble } = await encrypt(key, certificate, effects);
  if (exitCode === 0 && output.startsWith("-----BEGIN CMS-----")) {
    say("The private key is encrypted: openssl cms -decrypt -inform PEM -inkey <your key>");
    return writeFile("private-key.pem.cms", `${output}\n`);
  }
  say(`The private key could not be encrypted, and is not written: ${trouble}`);
  return "";
}

/** RFC 5652, Cryptographic Message Syntax: what openssl and others read without us. */
function encrypt(
  text: string,
  certificate: string,
  { openssl, writeFile }: PrivateKeyEffects,
): Promise<ToolAnswer> {
  const file = writeFile("recipient.pem", certificate);
  return openssl(
    ["cms", "-encrypt", "-binary", "-aes256", "-outform", "PEM", "-recip", file],
    text,
  );
}

function invalid(why: string): Result<never> {
  return refuse({
    name: "private-key-recipient-invalid",
    seen: `the private key cannot be encrypted to private-key-recipient: ${why}`,
    remedy:
      "Give a certificate in PEM with a key of RSA or of an elliptic curve, as `openssl req -x509 -newkey rsa:3072 -nodes -keyout mine.key -out mine.crt -days 3650 -subj /CN=me` makes it. Keep mine.key to yourself.",
  });
}
