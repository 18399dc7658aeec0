import { execFile } from "node:child_process";
import { createPrivateKey, type KeyObject, randomUUID, sign } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { promisify } from "node:util";
import { errorBody } from "./registry-server.ts";

const run = promisify(execFile);

/** The signer of the tokens. The registry knows its certificate. */
interface Issuer {
  readonly key: KeyObject;
  readonly certificateFile: string;
  /** The certificate in DER, as `x5c` takes it. */
  readonly certificate: string;
}

/** Makes a key and its certificate. */
export async function makeIssuer(folder: string): Promise<Issuer> {
  const [keyFile, certificateFile] = [join(folder, "key.pem"), join(folder, "certificate.pem")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  const files = ["-keyout", keyFile, "-out", certificateFile];
  await run("openssl", ["req", "-x509", ...curve, ...files, "-days", "2", "-subj", "/CN=test"]);
  const pem = await readFile(certificateFile, "utf8");
  return {
    key: createPrivateKey(await readFile(keyFile)),
    certificateFile,
    certificate: pem.replace(/-----[^-]*-----|\s/g, ""),
  };
}

/** Gives tokens: anybody may read, and only this login may write. */
export function tokenListener(issuer: Issuer, account: string): RequestListener {
  return ({ url, headers }, response) => {
    const login = headers.authorization;
    if (login !== undefined && login !== account) {
      response.writeHead(401).end(errorBody("UNAUTHORIZED"));
      return;
    }
    const scope = new URL(url ?? "", "http://127.0.0.1").searchParams.get("scope") ?? "";
    const [, repository = "", actions = ""] = scope.split(":");
    const granted = login === undefined ? ["pull"] : actions.split(",");
    response.end(JSON.stringify({ token: signToken(issuer, repository, granted) }));
  };
}

/** A token as the registry takes it. */
export function signToken(issuer: Issuer, name: string, actions: readonly string[]): string {
  const now = Math.floor(Date.now() / 1000);
  const times = { exp: now + 300, nbf: now - 10, iat: now };
  const access = [{ type: "repository", name, actions }];
  const claims = { iss: "test", sub: "", aud: "test", jti: randomUUID(), ...times, access };
  const parts = [{ typ: "JWT", alg: "ES256", x5c: [issuer.certificate] }, claims];
  const text = parts
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const key = { key: issuer.key, dsaEncoding: "ieee-p1363" } as const;
  return `${text}.${sign("sha256", Buffer.from(text), key).toString("base64url")}`;
}
