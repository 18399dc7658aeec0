import { execFile } from "node:child_process";
import { homedir } from "node:os";
import { join } from "node:path";
import { environmentVariable, readTextFile } from "@lablink-actions/action-kit";
import type { DockerLogin } from "./oci/docker-login.ts";

/** The login that docker/login-action left on the runner; by itself, so that the clients stay free of the runner. */
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
