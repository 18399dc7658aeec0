import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { environmentVariable, mask, readTextFile, say } from "@lablink-actions/action-kit";
import type { Network } from "./network.ts";
import type { DockerLogin } from "./oci/docker-login.ts";

/** The world as a GitHub runner has it; by itself, so that the clients stay free of it. */
export const network: Network = {
  fetch,
  say,
  mask,
  sleep: (milliseconds) => setTimeout(milliseconds),
};

/** The login that docker/login-action left on the runner. */
export const docker: DockerLogin = {
  directory: environmentVariable("DOCKER_CONFIG") || join(homedir(), ".docker"),
  readFile: readTextFile,
  askHelper: (name, server) =>
    new Promise((resolve) => {
      const options = { timeout: 30_000 };
      const child = execFile(`docker-credential-${name}`, ["get"], options, (error, output) => {
        resolve({
          exitCode: typeof error?.code === "number" ? error.code : error ? 127 : 0,
          output,
        });
      });
      // A helper that is not there, or does not read, closes the pipe.
      child.stdin?.on("error", () => {});
      child.stdin?.end(server);
    }),
};
