import {
  type GitRepository,
  gitRepository,
  recordedEvent,
  runAction,
} from "@lablink-actions/testkit";
import { allocator, client } from "./support.ts";

export const packages = {
  package: "lablink-allocator-service\nlablink-client-service",
  directory: "allocator\nclient",
};

/** The outputs of a run that publishes nothing. */
export const nothing = ["", "", "", "", ""];

/** Writes the pyproject.toml of a package, with this version. */
function declare({ write }: GitRepository, directory: string, version: string): Promise<void> {
  const name = `lablink-${directory}-service`;
  return write(
    `${directory}/pyproject.toml`,
    `[project]\nname = "${name}"\nversion = "${version}"\n`,
  );
}

/** A repository with releases, some that publishing would refuse, and a site, and the last commit of its branch main. */
export async function repositoryWithSite() {
  const origin = await gitRepository();
  await declare(origin, "allocator", "0.0.2a0");
  await declare(origin, "client", "0.1.0");
  await origin.commit("Root");
  await origin.tag(client("0.1.0"));
  await origin.tag(allocator("0.0.2a0"));
  await declare(origin, "allocator", "0.1.0");
  await origin.commit("Next");
  await origin.tag(allocator("0.1.0"));
  await declare(origin, "client", "0.2.0");
  const last = await origin.commit("Last");
  await origin.tag(client("0.2.0"));
  await origin.git("tag", client("0.3.0"));
  await origin.branch("hotfix");
  await declare(origin, "client", "0.2.1");
  await origin.commit("Not merged");
  await origin.tag(client("0.2.1"));
  await origin.branch("dynamic");
  await origin.write(
    "client/pyproject.toml",
    `[project]\nname = "lablink-client-service"\ndynamic = ["version"]\n`,
  );
  await origin.commit("Dynamic");
  await origin.tag(client("0.4.0"));
  await origin.git("switch", "--quiet", "--orphan", "gh-pages");
  const versions = [
    { version: "main", title: "main", aliases: [], properties: { commit: last } },
    { version: allocator("0.1.0"), title: "", aliases: ["latest"] },
  ];
  await origin.write("versions.json", JSON.stringify(versions));
  await origin.write("index.html", '<meta http-equiv="refresh" content="1; url=main/" />');
  await origin.commit("Site");
  await origin.checkout("main");
  return { origin, last };
}

/** Runs on a release of this tag, checked out. */
export async function runOn(tag: string, workspace: GitRepository, inputs = {}) {
  await workspace.checkout(tag);
  return runHere(tag, workspace, inputs);
}

/** Runs on a release of this tag, on the commit that is checked out. */
export async function runHere(tag: string, workspace: GitRepository, inputs = {}) {
  const event = { ...recordedEvent("release"), ref: `refs/tags/${tag}` };
  const release = { prerelease: false };
  const marked = { ...event, event: { ...event.event, release } };
  return runAction("select-docs-version", {
    event: marked,
    with: { ...packages, ...inputs },
    workspace: workspace.path,
  });
}
