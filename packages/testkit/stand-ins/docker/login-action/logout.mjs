import { execFileSync } from "node:child_process";

execFileSync("docker", ["logout", process.env.INPUT_REGISTRY], { stdio: "inherit" });
