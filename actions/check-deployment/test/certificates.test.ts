/** Real certificates, which the bundle judges as it does on a runner. */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { describeWith, runAction, temporaryDirectory, tried } from "@lablink-actions/testkit";
import { serve } from "./support.ts";

const stack = new AsyncDisposableStack();
let folder = "";
const inFolder = (name: string) => join(folder, name);

function openssl(words: string): void {
  execFileSync("openssl", words.split(" "), { cwd: folder, stdio: "ignore" });
}

/** A key, and a certificate that the authority signed, or that is signed by itself. */
function certify(name: string, host: string, options = "-CA ca.pem -CAkey ca.key -days 2"): void {
  writeFileSync(inFolder(`${name}.txt`), `subjectAltName=DNS:${host}\n`);
  openssl(
    `req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ${name}.key -subj /CN=${host} -out ${name}.csr`,
  );
  openssl(`x509 -req -in ${name}.csr ${options} -extfile ${name}.txt -out ${name}.pem`);
}

async function serveSecurely(name: string): Promise<number> {
  const files = {
    key: readFileSync(inFolder(`${name}.key`)),
    cert: readFileSync(inFolder(`${name}.pem`)),
  };
  const server: Server = createServer(files, (_, response) => response.end());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  stack.defer(() => new Promise((resolve) => server.close(() => resolve())));
  return (server.address() as AddressInfo).port;
}

function run(port: number, trusted = true) {
  return runAction("check-deployment", {
    event: "dispatch",
    with: { url: `https://localhost:${port}`, "https-deadline": "1", interval: "1" },
    env: trusted ? { NODE_EXTRA_CA_CERTS: inFolder("ca.pem") } : {},
  });
}

describeWith("openssl", "certificates", () => {
  beforeAll(async () => {
    folder = stack.use(await temporaryDirectory()).path;
    openssl(
      "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -subj /CN=ca -days 2 -out ca.pem",
    );
    certify("good", "localhost");
    certify("other", "other.test");
    certify("expired", "localhost", "-CA ca.pem -CAkey ca.key -days -1");
    certify("own", "localhost", "-signkey own.key -days 2");
  });
  afterAll(() => stack.disposeAsync());

  test("one of a trusted authority passes, and HTTP's port is not guessed", async () => {
    const ran = await run(await serveSecurely("good"));
    expect(ran).toMatchObject({ exitCode: 0 });
    expect(ran.outputs["addresses"]).toMatch(/127\.0\.0\.1|::1/);
    expect(ran.summary).toContain("| HTTPS | 200 |");
    expect(ran.annotations.map(({ message }) => message)).toEqual([
      "HTTP was not asked: the address has a port of its own, and HTTP has another one",
    ]);
  });

  tried(
    "servers with certificates that are signed by themselves, expired, for another name, or of an unknown authority",
    "each is waited for until the deadline, and refused (LA649) in its own words",
    async () => {
      const messages: string[] = [];
      for (const [name, trusted] of [
        ["own", true],
        ["expired", true],
        ["other", true],
        ["good", false],
      ] as const) {
        const port = await serveSecurely(name);
        const ran = await run(port, trusted);
        expect(ran).toMatchObject({ exitCode: 1, outputs: {} });
        const [{ message } = { message: "" }] = ran.annotations;
        messages.push(message.replace(`https://localhost:${port}/`, "URL"));
        expect(ran.log).toContain(": 0 s of 1 s");
      }
      const remedy =
        "Look at what gives the certificate: the log of Caddy (journalctl -u caddy), the load balancer, or the proxy in front.";
      const seen = "LA649 deployment-unreachable: after 1 s URL still has a certificate";
      expect(messages).toEqual([
        `${seen} that is not trusted: it is signed by itself. ${remedy}`,
        `${seen} that has expired. ${remedy}`,
        `${seen} for another name. ${remedy}`,
        `${seen} that is not trusted: its authority is not known, or the certificate between them is missing. ${remedy}`,
      ]);
    },
  );

  test("HTTP instead of HTTPS has no certificate yet", async () => {
    await using server = await serve((_, response) => response.end());
    const ran = await run(server.port);
    expect(ran.annotations[0]?.message).toMatch(
      /still agrees on no encryption \((EPROTO|ERR_SSL_\w+)\): it may have no certificate yet/,
    );
  });
});
