/** Runs of the example's publish-pip.yml, and what may be wrong in the repository. */

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type EventName, type GitRepository, registryAccount } from "@lablink-actions/testkit";
import { checkOutExample, checkOutTag } from "../../scripts/act/checkout.ts";
import { eventAt, type WorkflowEvent } from "../../scripts/act/event.ts";
import { type LocalServices, uploading } from "../../scripts/act/local-services.ts";
import { runWorkflow, type WorkflowRun } from "../../scripts/act/run-workflow.ts";

export const clientTag = "lablink-client-service_v0.0.7a0";
export const client = "packages/client";
export const clientFiles = [
  "lablink_client_service-0.0.7a0-py3-none-any.whl",
  "lablink_client_service-0.0.7a0.tar.gz",
];
export const changed = "# changed by a plugin of pytest";
/** A plugin that appends a line to a module when the session is over. */
const plugin = `

def pytest_terminal_summary(terminalreporter):
    with open("src/lablink_client_service/heartbeat.py", "a") as module:
        module.write("${changed}\\n")
    terminalreporter.write_line("The sources were changed")
`;

export function withPlugin(folder: string): void {
  appendFileSync(join(folder, client, "tests/conftest.py"), plugin);
}

/** Another job of the run puts other files into the artifact of the built ones. */
export function withForgedArtifact(folder: string): void {
  const file = join(folder, ".github/workflows/publish-pip.yml");
  const text = readFileSync(file, "utf8");
  const upload = / {6}- name: Pass on the files\n(?: {8}.*\n)+/.exec(text)?.[0] ?? "";
  const [forge, again] = [
    `      - name: Forge
        run: |
          mkdir package-files
          for name in ${clientFiles.join(" ")}; do echo forged > "package-files/$name"; done
`,
    upload.replace(/ +if: .*\n/, "").replace(/path: .*/, "path: package-files"),
  ];
  const forged = text
    .replace("    name: Lint and test\n", "    name: Lint and test\n    needs: build\n")
    .replace("\n  publish:\n", `${forge}${again}\n  publish:\n`);
  writeFileSync(file, forged);
}

export interface PublishOptions {
  readonly event: EventName;
  /** The tag that is pushed, released or dispatched; by default the run is of main. */
  readonly tag?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Changes the repository before it is tagged. */
  readonly edit?: (folder: string) => void;
  /** What is done between the commit and the tag. */
  readonly prepare?: (checkout: GitRepository) => Promise<void>;
}

/** The repository with the tag's commit checked out, as GitHub's checkout has it with fetch-depth 0. */
export async function checkOutFor(
  services: LocalServices,
  { tag, edit, prepare }: Omit<PublishOptions, "event">,
): Promise<GitRepository> {
  const checkout = await checkOutExample(services, edit);
  await prepare?.(checkout);
  if (tag !== undefined) await checkOutTag(checkout, tag);
  return checkout;
}

/** Runs publish-pip.yml on a checkout. */
export async function publishIn(
  checkout: GitRepository,
  services: LocalServices,
  release: string,
  { event, tag, inputs }: PublishOptions,
): Promise<WorkflowRun> {
  const commit = await checkout.git("rev-parse", "HEAD");
  return runWorkflow({
    workspace: checkout.path,
    workflow: "publish-pip.yml",
    event: withTag(eventAt(event, commit), tag, inputs),
    release,
    token: registryAccount.password,
    actor: registryAccount.username,
    env: uploading(services),
  });
}

function withTag(
  { name, payload }: WorkflowEvent,
  tag: string | undefined,
  inputs: PublishOptions["inputs"],
): WorkflowEvent {
  const ref = tag === undefined ? "refs/heads/main" : `refs/tags/${tag}`;
  const released = payload["release"] as object | undefined;
  return {
    name,
    payload: {
      ...payload,
      ...(name === "release" ? { release: { ...released, tag_name: tag ?? "" } } : { ref }),
      ...(inputs && { inputs }),
    },
  };
}
