import { execFileSync } from "node:child_process";

const wanted = (process.env.INPUT_TOFU_VERSION ?? "").trim();
if (process.env.INPUT_TOFU_WRAPPER !== "false") throw new Error("There is no wrapper here");
const found = execFileSync("tofu", ["version"], { encoding: "utf8" }).split("\n")[0];
// A build from source calls itself a development version.
if (![`OpenTofu v${wanted}`, `OpenTofu v${wanted}-dev`].includes(found)) {
  throw new Error(`This machine has ${found}, not ${wanted}`);
}
console.log(found);
