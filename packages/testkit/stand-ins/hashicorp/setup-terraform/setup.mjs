import { execFileSync } from "node:child_process";
import { appendFileSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

if (process.env.INPUT_TERRAFORM_WRAPPER !== "false") throw new Error("There is no wrapper here");
const tofu = execFileSync("which", ["tofu"], { encoding: "utf8" }).trim();
const folder = mkdtempSync(join(process.env.RUNNER_TEMP || tmpdir(), "terraform-"));
symlinkSync(tofu, join(folder, "terraform"));
appendFileSync(process.env.GITHUB_PATH, `${folder}\n`);
console.log("terraform is OpenTofu here, which works like this release of Terraform");
