import type { RefusalName } from "./refusal-codes.ts";

/** What a refusal means in general, and what fixes it. */
interface RefusalExplanation {
  readonly means: string;
  readonly remedy: string;
}

/** The page docs/refusals.md is made from this. It stands apart from the codes so that no bundle carries it. */
export const refusalExplanations: Readonly<Record<RefusalName, RefusalExplanation>> = {
  "event-unsupported": {
    means: "The run was started by an event that the guardrails do not build for, or do not know.",
    remedy:
      "Trigger the workflow by pull_request, push, merge_group, schedule, release, repository_dispatch or workflow_dispatch. pull_request_target and workflow_run have secrets while they handle code that nobody has reviewed; use pull_request.",
  },
  "prod-version-missing": {
    means: "A production run lacks the version of one or more packages.",
    remedy: "Run the workflow again with every version, or with a development environment.",
  },
  "prod-version-invalid": {
    means: "A production run was given something that is not a PEP 440 version, such as `latest`.",
    remedy: "Give the exact version that was published, for example 0.2.0 or 0.2.0rc1.",
  },
  "prod-version-untaggable": {
    means:
      "A production version has a local part (`1.0+local`), an epoch (`1!2.0`), or more than 128 characters; no image tag can hold it.",
    remedy: "Publish a version without them, and build from it.",
  },
  "environment-unknown": {
    means:
      "The environment is in neither of the two lists, and a guess could publish the wrong thing.",
    remedy:
      "Choose one of the known environments, or add this one to development-environments or production-environments.",
  },
  "environment-ambiguous": {
    means: "An environment is listed both as a development and as a production environment.",
    remedy: "Remove it from development-environments or from production-environments.",
  },
  "prod-needs-dispatch": {
    means: "A run that is not a manual dispatch asked for a production environment.",
    remedy: "Start production by hand: gh workflow run, or the Run workflow button.",
  },
  "prod-ref-not-allowed": {
    means: "A production run was started from a branch or tag that production-refs does not allow.",
    remedy: "Start it from an allowed ref, or add this one to production-refs.",
  },
  "prod-ref-pattern-invalid": {
    means: "A pattern in production-refs uses something other than `*` and `**`.",
    remedy: "Write names with `*` (anything but a slash) and `**` (anything).",
  },
  "development-version": {
    means:
      "A development run was given a version. It builds local code, which is not that published version.",
    remedy: "Leave the version empty, or choose a production environment.",
  },
  "versions-invalid": {
    means: "A line of versions is not `package==version`, names no package, or names one twice.",
    remedy: "Write one line `package==version` for each package; the version may be empty.",
  },
  "release-tag-differs": {
    means:
      "The run was started from a version tag, and builds something else than this tag releases: another version, or also another package.",
    remedy:
      "Leave the version empty, so that it is the tag's, or start the run from the tag of what is to be built.",
  },
  "checkout-not-tagged": {
    means:
      "A production image is built from the checkout, and the run was not started from a version tag of its package. Any other commit could be built under that version.",
    remedy: "Start the run from the version's tag: gh workflow run … --ref <tag>.",
  },
  "tag-version-invalid": {
    means:
      "A tag starts like this package's version tags, but the rest is not a public PEP 440 version.",
    remedy: "Delete the tag and push one that ends in the package's version.",
  },
  "tag-version-differs": {
    means: "The tag's version is not the version in pyproject.toml (compared by PEP 440).",
    remedy: "Change the version in pyproject.toml and tag that commit, or correct the tag.",
  },
  "tag-version-spelling": {
    means: "With strict, the tag must have the canonical spelling of the version.",
    remedy: "Tag with the canonical spelling, or leave strict off to accept any equal spelling.",
  },
  "pyproject-missing": {
    means: "There is no pyproject.toml in the package's directory, and no setup.py.",
    remedy: "Check out the repository first, and set directory to the package's own folder.",
  },
  "pyproject-unreadable": {
    means: "pyproject.toml is not valid TOML, or not UTF-8.",
    remedy: "Fix the line that is named.",
  },
  "project-table-missing": {
    means:
      "pyproject.toml has no [project] table, and nothing else says how a package is built: no table of Poetry, no [build-system], and no setup.py or setup.cfg beside it.",
    remedy:
      "Declare name and version in [project], as the packaging specification says, or set directory to the package's folder.",
  },
  "project-name-differs": {
    means:
      "The name in [project], or in Poetry's own table, is missing, or is that of another package (compared after PEP 503 normalisation).",
    remedy: "Set directory to the package's folder, or package to the name declared there.",
  },
  "project-version-invalid": {
    means:
      "pyproject.toml has no version and does not leave it to the build backend, or has one that is not a PEP 440 version, or one that no index accepts.",
    remedy: 'Write a public PEP 440 version, for example version = "0.2.0".',
  },
  "tag-not-found": {
    means: "The tag is not in this clone, or points at something that is not a commit.",
    remedy: "Check out with fetch-depth: 0, and push the tag before checking it.",
  },
  "branch-not-found": {
    means: "The branch that the tag must be on is not in this clone.",
    remedy: "Check out with fetch-depth: 0, or name the right branch.",
  },
  "shallow-clone": {
    means: "The clone is shallow, so git cannot tell whether the tagged commit is on the branch.",
    remedy: "Check out with fetch-depth: 0.",
  },
  "tag-off-branch": {
    means: "The tagged commit is not on the branch releases are made from.",
    remedy: "Merge first, then tag the merged commit.",
  },
  "git-failed": {
    means: "git failed, so nothing is known about the tag.",
    remedy:
      "Check out the repository before this step, on a runner that has git. The message quotes git.",
  },
  "package-invalid": {
    means: "A package's name, directory or tag prefix is not usable.",
    remedy:
      "Give PEP 508 names, one directory for each package, and prefixes that do not take each other's tags.",
  },
  "project-metadata-missing": {
    means:
      "[project] lacks a description or authors, which a release must have, or the built files do, if [project] leaves them to the build backend.",
    remedy:
      "Write description and authors in [project], or what the build backend takes them from.",
  },
  "expected-version-differs": {
    means:
      "The version in pyproject.toml is not the one that the caller expects, for example the tag's.",
    remedy: "Check out the tagged commit, or correct the version and tag again.",
  },
  "dist-incomplete": {
    means:
      "The folder of built files is missing, does not hold exactly one sdist and at least one wheel, or lacks a file that must be uploaded.",
    remedy:
      "Build into an empty folder first: uv build. Before an upload, fetch all files that were built.",
  },
  "dist-foreign": {
    means:
      "The folder of built files holds something that is not a wheel or sdist of this version. It would be published as well. Or a file to upload belongs to another package.",
    remedy: "Delete it, and build into an empty folder.",
  },
  "distribution-unreadable": {
    means:
      "A wheel or sdist is damaged, incomplete or too large, or has no metadata. Or it can be read in two ways: a name is there twice or leads outside, or it uses encryption or zip64.",
    remedy: "Build it again, with a current build backend.",
  },
  "distribution-differs": {
    means:
      "The metadata in a wheel or sdist has another name or version than pyproject.toml, so the file was built from other sources.",
    remedy: "Empty the folder and build again from this checkout.",
  },
  "entry-point-missing": {
    means:
      "A script or entry point, or its module, is not in the wheel. It would fail on its first call.",
    remedy: "Correct the entry point, or have the build backend include the module.",
  },
  "wheel-record-differs": {
    means:
      "A wheel's RECORD does not match the files in it (binary distribution format). Indexes refuse such wheels.",
    remedy: "Build it again, and change nothing in a wheel after it is built.",
  },
  "distribution-not-installable": {
    means: "uv could not install a built file into a fresh environment.",
    remedy: "Fix what uv names, and build again.",
  },
  "uv-missing": {
    means: "uv is not on the PATH, and the step needs it to install or to upload built files.",
    remedy: "Use astral-sh/setup-uv before this step.",
  },
  "tag-unmatched": {
    means:
      "The run was not started by a version tag of one of the packages. What is published must have been tagged.",
    remedy: "Start the run from the version's tag: gh workflow run <workflow> --ref <tag>.",
  },
  "built-file-differs": {
    means:
      "A file to upload has other bytes than the one that was built and checked. Any job of a run can replace its artifacts.",
    remedy: "Find out what replaced it, and run all jobs again.",
  },
  "file-name-not-canonical": {
    means:
      "A wheel or sdist has another name than its standard asks for: the name in lower case with underscores, the version in its canonical spelling. uv skips such a file and reports no error, and indexes refuse it.",
    remedy:
      "Build it with a newer build backend: setuptools writes canonical names of sdists since 69.3, of wheels since 75.8.1.",
  },
  "checkout-changed": {
    means:
      "The checkout of a version that is about to be built has files that are not as in its commit. They would be published, although nobody tagged them.",
    remedy:
      "Build before other steps install, test or write files, or commit what they change and tag that commit.",
  },
  "built-version-differs": {
    means:
      "The sources do not say the version, and the built files have another one than is expected, for example the tag's.",
    remedy:
      "If the build backend reads git's tags, check out with fetch-depth: 0 and change no file before the build. Otherwise write the version where the backend reads it, and tag that commit.",
  },
  "packages-together": {
    means:
      "A tag releases several packages together, because they share its prefix, and a job that builds one package was given all of them.",
    remedy:
      "Give each package jobs of its own, and name one package in each: the tag belongs to every one of them.",
  },
  "dockerfile-missing": {
    means: "The Dockerfile that this run builds from is missing.",
    remedy: "Check out the repository first, and correct dockerfile or development-dockerfile.",
  },
  "dockerfiles-same": {
    means: "Production and development name the same Dockerfile.",
    remedy: "Give each its own: production installs from the index, development copies local code.",
  },
  "build-argument-invalid": {
    means:
      "version-build-arg is not the name of a build argument, or a line of build-args is not `NAME=value`.",
    remedy: "Use letters, digits and underscores, as in ARG PACKAGE_VERSION.",
  },
  "version-argument-missing": {
    means:
      "The production Dockerfile declares the build argument of the version in no stage that is built. BuildKit ignores such an argument, so the image would hold other code than the published version.",
    remedy:
      "Write `ARG PACKAGE_VERSION` after FROM in the stage that installs the package, and install exactly that version there. An ARG before the first FROM is not seen in any stage.",
  },
  "build-argument-secret": {
    means:
      "A build argument looks like a secret: its value is a login or a token, or its name ends in PASSWORD, TOKEN, SECRET or KEY. Everybody can read build arguments in the provenance of a public image.",
    remedy:
      "Delete it, and let the Dockerfile take it as a secret (`RUN --mount=type=secret`). Replace the secret if it was ever used as a build argument.",
  },
  "build-argument-taken": {
    means:
      "A build argument is given twice, or is the one that takes the version. BuildKit takes the last value, so one of them would have no effect.",
    remedy: "Leave one line for each name, and none for the version's argument.",
  },
  "target-missing": {
    means: "The Dockerfile has no stage of the name that is to be built.",
    remedy: "Name a stage of it at target or development-target, or add the stage to it.",
  },
  "build-secret-missing": {
    means: "An image names a secret for its build, and the run was not given its value.",
    remedy:
      "Give it to images.yml in the secret build-secrets, a JSON object of names and values, or delete the name from secrets.",
  },
  "image-invalid": {
    means:
      "The image is not registry/owner/name in the distribution grammar: lower case, and without tag or digest.",
    remedy: "Write it like ghcr.io/owner/name.",
  },
  "tag-invalid": {
    means:
      "A tag does not follow the distribution grammar, [A-Za-z0-9_][A-Za-z0-9._-]{0,127}. Or a reference is not a tag of its image.",
    remedy: "Shorten or correct the template of the tag, or give full references of the image.",
  },
  "tag-template-invalid": {
    means: "A template has a brace that does not belong to a known placeholder.",
    remedy:
      "Use {version}, {major}, {major}.{minor}, {platform}, {sha}, {short-sha}, {pr} and {ref-name}.",
  },
  "no-tags": {
    means: "The run would give no tag, because no template has a value for it.",
    remedy: "Add a template that has a value in every run, such as {platform}-{sha}.",
  },
  "suffix-invalid": {
    means:
      "The development suffix is empty, or could make a development tag look like a production one.",
    remedy: "Use a hyphen, a letter, and then letters, digits or hyphens, such as -test.",
  },
  "prod-tag-suffixed": {
    means: "A production tag would end in the development suffix, and look like a development tag.",
    remedy: "Change the template, or build from a ref whose name does not end so.",
  },
  "commit-invalid": {
    means: "sha is not a full commit id.",
    remedy: "Pass 40 (or 64) hexadecimal digits, or leave the default.",
  },
  "platform-invalid": {
    means: "platform is not one platform in docker's notation.",
    remedy: "Pass one, such as linux/amd64 or linux/arm64/v8; run once for each platform.",
  },
  "development-tag-unsuffixed": {
    means:
      "A development run was asked to give a tag without the development suffix. Only a production run may give such a tag.",
    remedy: "Use the tags that compute-tags gives for the run.",
  },
  "series-tag-taken": {
    means:
      "A version and its series would have one tag: `{version}` and `{major}.{minor}` are both `1.2` for the version 1.2. A version's tag never moves, and a series' tag moves to 1.2.1.",
    remedy: "Publish versions with one number more, or delete the template with {major}.",
  },
  "config-missing": {
    means: "The configuration file is missing.",
    remedy: "Create .github/lablink-actions.yml, or give the file's path.",
  },
  "config-unreadable": {
    means: "The configuration file is not YAML.",
    remedy: "Fix the line that is named.",
  },
  "config-invalid": {
    means:
      "The configuration file lacks a key, or has an unknown key or a value of the wrong kind.",
    remedy: "Fix the line that is named.",
  },
  "plan-too-large": {
    means:
      "What the configuration ships does not fit a limit of GitHub or of Linux: 256 jobs of a matrix, 131,072 bytes of an environment variable, 1 MB of outputs of a job. Without this refusal the run would fail after all images are built.",
    remedy:
      "Divide packages and images among several configurations, and call the workflow once for each, with its input config.",
  },
  "registry-credentials-missing": {
    means:
      "The images are for another registry than ghcr.io, and the run has no account there. The run's own token is only for ghcr.io.",
    remedy: "Pass the secrets registry-username and registry-password to images.yml.",
  },
  "registries-several": {
    means:
      "The images of one configuration are for several registries besides ghcr.io, and a run has only one account for them.",
    remedy: "Divide the images among several configurations, each with one registry.",
  },
  "image-versions-differ": {
    means:
      "An image installs several packages, and the run asks for different versions of them. The image's tags can say only one.",
    remedy: "Give all of them one version, or make an image of each package.",
  },
  "check-failed": {
    means: "A check of the image failed, or could not be carried out.",
    remedy: "Read the check and the last lines of its output, fix the image, and build it again.",
  },
  "checks-invalid": {
    means:
      "The checks are not YAML, have a key or a value that the schema does not allow, or have no check that is made on the channel of the run.",
    remedy: "Fix the line that is named, or write a check that is made on every channel.",
  },
  "image-not-pinned": {
    means: "The image is given by a tag, which can move between verification and promotion.",
    remedy:
      "Give the digest that was built: name@sha256:…, or the id of an image that the engine has.",
  },
  "image-missing": {
    means: "The engine does not have the image, and could not pull it from the registry.",
    remedy:
      "Do what the message says of the cause. If the registry does not have the image, correct its name and digest. If it denies access, log in before this step. If it does not answer, try again. If the image is for another platform, use a runner of that platform.",
  },
  "engine-unavailable": {
    means: "The container engine does not answer.",
    remedy: "Start it, or run the step on a runner that has one.",
  },
  "disk-too-small": {
    means: "The image does not fit on the disk.",
    remedy: "Free disk space before this step; on a hosted runner, free-disk-space does it.",
  },
  "verification-broken": {
    means:
      "The container ended without a readable report. It was killed, ran out of memory or time, has neither Python nor a shell, or its output was not the probe's.",
    remedy: "Read the last lines of its output. Raise timeout, or fix the image.",
  },
  "checks-missing": {
    means: "The workspace does not have the file that checks-file names.",
    remedy: "Correct the path, or check out the repository before this step.",
  },
  "image-platform-foreign": {
    means: "The image is for another platform than the engine, and none of its programs starts.",
    remedy:
      "Run the job on a runner of the image's platform, or set up QEMU before this step (docker/setup-qemu-action).",
  },
  "container-left": {
    means:
      "The engine did not remove the container that looked into the image, or did not say so in time.",
    remedy:
      "On a self-hosted runner, remove it by the command in the message. A hosted runner is thrown away.",
  },
  "mount-unreadable": {
    means:
      "The workspace does not have a file that mounts of the checks names, or it is not a file, leads out, or is too long.",
    remedy: "Correct the path, or check out the repository before this step.",
  },
  "mount-failed": {
    means: "The engine could not put a file that mounts of the checks names into the image.",
    remedy: "Choose a path that is not a folder of the image, and is not below one of its files.",
  },
  "config-refused": {
    means:
      "The program of the image that checks a configuration file says that the file is not valid.",
    remedy: "Correct what it names in the file, or in the settings that are written to it.",
  },
  "config-not-checked": {
    means:
      "The program of the image that checks a configuration file says neither that the file is valid nor that it is not. It did not start, did not end in time, was killed, printed too much, or did not print what it prints for a valid file. Or the image could not be looked into.",
    remedy:
      "Run the program in the image by hand. If it only prints something else, give that as expect.",
  },
  "docs-ref-unsupported": {
    means: "A run that is not of a branch or a tag tried to publish documentation.",
    remedy: "Publish on pushes, releases and manual dispatches; on pull requests, only build.",
  },
  "docs-version-invalid": {
    means:
      "The branch's or tag's name cannot be a version of the site, because a version is one folder.",
    remedy: "Publish from a branch or tag whose name has no slash and is not latest.",
  },
  "docs-site-unreadable": {
    means:
      "The versions on the documentation site could not be read, so it is not known what becomes latest.",
    remedy:
      "Check out with fetch-depth: 0. If versions.json was edited by hand, fix it on the site's branch.",
  },
  "docs-branch-like-release": {
    means:
      "A branch is named as the version tag of a package, so its documentation would take the place of the release's.",
    remedy: "Rename the branch, or do not start the workflow for it.",
  },
  "docs-version-shared": {
    means:
      "Two branches would be published as one version of the documentation site, or one branch as two versions.",
    remedy: "Give each branch one line in branch-versions, with a version of its own.",
  },
  "docs-pages-missing": {
    means:
      "A version of the documentation lacks pages of the one that it replaces: more than a tenth, and more than two, by their paths. Pages that are new do not count.",
    remedy:
      "Install what generates the pages, or set fewer-pages: true if they were deleted or renamed on purpose.",
  },
  "docs-tools-missing": {
    means:
      "The pyproject.toml of the documentation was not found, or has no extra and no dependency group with the documentation's tools.",
    remedy:
      "List mkdocs and mike in an extra or a dependency group called docs, or name another one in extra.",
  },
  "release-gaps": {
    means:
      "The audit found that packages and images do not agree: a package without its image, for example, or a `latest` that is not the newest release. The outputs are set.",
    remedy:
      "The summary and the report have a remedy for each finding, with the command if there is one. Leave a kind out of `fail-on` if it may stay.",
  },
  "audit-incomplete": {
    means:
      "The audit could not read an index or an image, so it is not known whether something is missing there. The outputs are set, and the report has all that could be read.",
    remedy: "The warnings have the reasons. Fix them, or run the audit again.",
  },
  "issue-not-written": {
    means:
      "GitHub's API did not let the audit find, open, update or close its issue. The outputs are set.",
    remedy:
      "Give the job `issues: write`, or a token that has it. If GitHub has a disturbance, run the audit again.",
  },
  "registry-denied": {
    means: "The registry refuses the credentials, or they may not write.",
    remedy: "Log in with an account that may push, and give the job packages: write.",
  },
  "registry-trouble": {
    means:
      "The registry failed, did not follow its protocol, or did not answer in time. So nothing is known about what was asked.",
    remedy: "Try again. If it happens again, look at the registry.",
  },
  "source-missing": {
    means: "The digest to promote, or a part of that image, is not in the registry.",
    remedy: "Push the image first, and pass the digest that the push gave.",
  },
  "version-tag-taken": {
    means:
      "A version tag already names another image. Version tags never move, also not for a series (`{major}`) whose tag is called like a version that was released.",
    remedy:
      "Publish a new version, or delete the template with {major}. To move the tag anyway, name it in overwrite.",
  },
  "promotion-incomplete": {
    means:
      "Some tags were written before the registry failed or the run was cancelled. The message says which.",
    remedy: "Run it again. It keeps what is done, and finishes the rest.",
  },
  "read-back-differs": {
    means: "A tag was written, and the registry then gave another digest for it.",
    remedy: "Look for what else writes this tag, and run it again.",
  },
  "promotions-invalid": {
    means:
      "A source, its tags or its version tags have a wrong form, or two promotions contradict each other.",
    remedy: "Follow the message: it names the promotion and what to change in it.",
  },
  "credentials-unreadable": {
    means: "The credentials in docker's configuration cannot be read.",
    remedy: "Log in with docker/login-action before this step, or give username and password.",
  },
  "platform-differs": {
    means:
      "A source is promoted for a platform, but it is not one image of that platform, alone or with its attestations.",
    remedy: "Give each promotion one image, and the platform that it was built for.",
  },
  "version-tags-differ": {
    means:
      "The tags of one version of an image name different images, so it is not clear which is the release.",
    remedy:
      "Find out which one is the release, and delete the other tag; or publish a new version.",
  },
  "image-unverified": {
    means: "An image was planned, but no job reported that it verified the image.",
    remedy: "Look at the job of that image, and run the failed jobs again.",
  },
  "image-unplanned": {
    means: "A job reported an image that the run did not plan.",
    remedy:
      "Look for the job that wrote the file, and remove it from the folder of verified images.",
  },
  "candidate-differs": {
    means:
      "The verified digest is neither this commit's build in the registry nor a release of its version.",
    remedy:
      "Run the whole workflow again. Another run of the same commit, or another call of images.yml in this run that builds the same image, may have pushed its own build in the meantime.",
  },
  "account-elsewhere": {
    means:
      "The account that was given is not for the registry that would get it: a token of GitHub for another registry, or one account for several registries.",
    remedy:
      "Give an account of that registry. In images.yml, the secrets registry-username and registry-password are for a registry that is not ghcr.io.",
  },
  "released-image-foreign": {
    means:
      "A tag of the version is in the registry already, but the labels of its image do not say that it is this version, built from this repository.",
    remedy:
      "Find out who pushed it. If it is not the release, delete the tag, and run it again; if it is, publish a new version, whose image gets its labels from compute-tags.",
  },
  "index-denied": {
    means: "The Python package index requires a login, or refuses the one that was given.",
    remedy:
      "Put an account that may read into the address (https://user:password@host/…, from a secret), in index-url, UV_DEFAULT_INDEX or PIP_INDEX_URL.",
  },
  "index-trouble": {
    means:
      "The index failed, did not follow its protocol, answered about another project, or did not answer in time. So nothing is known about what was asked. This never counts as absent.",
    remedy: "Try again. If it happens again, look at the index's status page and at its address.",
  },
  "index-invalid": {
    means:
      "There is no index to ask, or the address is not that of a Simple API (PEP 503). A wrong address answers 404 to everything, and so do some indexes that require a login. Plain http:// is accepted only for this machine.",
    remedy:
      "Give index-url as pip takes it: https://, with the login if one is needed, and usually /simple at the end.",
  },
  "version-absent": {
    means: "The index does not have the version. The message names the nearest ones.",
    remedy:
      "Correct the version, or publish it first by pushing its tag; if it is being published now, set wait.",
  },
  "version-yanked": {
    means: "Every file of the version is yanked (PEP 592): its maintainers withdrew it.",
    remedy: "Use a version that is not yanked.",
  },
  "version-not-installable": {
    means:
      "The index knows the version, but its Simple API does not list it yet. pip and uv install from the Simple API.",
    remedy: "Run it again in a few minutes, or set wait to the seconds it may take.",
  },
  "index-forwarded": {
    means:
      "Before publishing, the index was asked about the project, and redirected to another server. What that server has says nothing about this index. pypiserver and GitLab redirect what they do not have.",
    remedy:
      "If this is the project's first release on the index, set first-release: true. Otherwise give the index that takes the uploads in index-url, or turn off its fallback.",
  },
  "project-quarantined": {
    means:
      "The index has put the project into quarantine (PEP 792), for example because of malware. Nothing of it can be installed or uploaded.",
    remedy: "Ask the index's administrators.",
  },
  "version-published": {
    means: "The index already has the version, and accepts no other under the same number.",
    remedy:
      "Release the next version. To run an interrupted or finished release again, set on-existing to skip.",
  },
  "published-file-differs": {
    means:
      "The index has a file of the same name with other bytes. It never replaces a file, so this build cannot be published under its version.",
    remedy:
      "Upload the files of the build that began the release, for example from its artifact, or publish a post-release.",
  },
  "file-name-burned": {
    means:
      "The index refuses the name of a file that was deleted there. This shows only on upload, because the index does not list the file.",
    remedy: "Publish a post-release. No index accepts such a name again.",
  },
  "upload-failed": {
    means:
      "uv publish failed or was cancelled. The index does not have the files, or it is not known whether it has them. With trusted publishing, the index may not know this workflow and environment as a publisher.",
    remedy: "Fix what uv names, and run it again. Only what is missing is uploaded.",
  },
  "deployment-event-unsupported": {
    means:
      "The event must not deploy, or must not destroy. A push to the branch test, a manual dispatch and a repository_dispatch may deploy. Only a manual dispatch may destroy. A schedule may do both with a deployment that is named after its run.",
    remedy: "Trigger the workflow by one of these events.",
  },
  "deployment-environment-invalid": {
    means:
      "The environment is not one of the input environments, or the trigger must not deploy to it.",
    remedy: "Give one of them. On a push to test leave the environment empty.",
  },
  "deployment-name-invalid": {
    means: "The deployment's name cannot be part of a state's key and of the names of resources.",
    remedy:
      "Use 3 to 32 lower-case letters, digits and hyphens. Begin with a letter, and do not end with a hyphen.",
  },
  "deployment-tag-missing": {
    means: "A deployment to production does not name its image, or the image's tag.",
    remedy:
      "Run it again with the image's full name as image, and the tag of a released version as image-tag.",
  },
  "deployment-tag-not-release": {
    means:
      "A deployment to production names a tag that is not of a release: a development build, latest, or another tag that moves.",
    remedy: "Give a version tag, such as 0.2.0 or linux-amd64-0.2.0.",
  },
  "deployment-image-absent": {
    means: "The registry does not have the image that would be deployed.",
    remedy: "Publish the image first, or correct the tag.",
  },
  "backend-invalid": {
    means:
      "The settings of the state's backend are not `name=value` lines, lack the bucket, its region or a lock, or choose the state's key. Only the deployment decides the key.",
    remedy: "Give bucket, region and dynamodb_table (or use_lockfile=true), one per line.",
  },
  "confirmation-differs": {
    means: "The confirmation is not the deployment and environment that would be destroyed.",
    remedy: "To destroy it, type deployment/environment in full.",
  },
  "state-elsewhere": {
    means:
      "The deployment has no state at its key, and another key of the bucket, where it was kept before, has a live one. A deployment would create everything a second time, and a destruction would leave everything running.",
    remedy:
      "Move the state over by the command that the message has, or give the key that is meant as state-key (for client VMs client-state-key).",
  },
  "backend-not-used": {
    means:
      "The infrastructure does not keep its state where it was decided, mostly because it has no S3 backend. A state on the runner would be lost with the job.",
    remedy: 'Write `backend "s3" {}` into the infrastructure\'s terraform block.',
  },
  "config-value-missing": {
    means:
      "The configuration file is missing, is not YAML, or has no text at the place of a password or setting. If one were written to a wrong place, the default would stay in use.",
    remedy: "Correct the file, or the name of the place.",
  },
  "password-not-secret": {
    means:
      "A password for prod is empty, is the one in the repository, or is a placeholder or a well-known default.",
    remedy: "Set the secret of the repository or the environment to another password.",
  },
  "config-placeholder": {
    means:
      "The configuration file would be deployed with a placeholder in it, such as `PLACEHOLDER_DB_PASSWORD`, `CHANGEME_…`, `MISSING` or `<…>`, or without a secret that the application needs. LabLink's allocator does not start with one: its container ends while the deployment is green.",
    remedy: "Set the secret, or write the value into the file.",
  },
  "config-value-unusable": {
    means:
      "A value cannot reach the application as it is. OmegaConf takes `${` for the name of another value and `???` for none. LabLink's allocator puts the database's password into SQL and into an address, so `'`, `@` and `%` before two hexadecimal digits keep it from starting.",
    remedy: "Choose another value. Letters, digits, - and _ always work.",
  },
  "private-key-recipient-invalid": {
    means: "The private key of a deployment cannot be encrypted to the certificate that was given.",
    remedy: "Give a certificate in PEM, with a public key of RSA or of an elliptic curve.",
  },
  "variable-not-arrived": {
    means:
      "A value was handed over for a variable, and the infrastructure does not declare the variable, or the plan has another value for it. Without the refusal, the variable's default would be deployed, such as another environment.",
    remedy: "Declare the variable, or correct its name in the input variables.",
  },
  "role-invalid": {
    means: "The role that the deployment would assume is empty, or is not the ARN of a role.",
    remedy:
      "Give the role's ARN as role-to-assume. If it comes from a variable of the repository, set the variable.",
  },
  "infrastructure-command-failed": {
    means:
      "OpenTofu or Terraform failed, did not end in time, or was interrupted, before anything was changed. For example, another run has locked the state.",
    remedy:
      "Fix what the message names, or run it again. A lock is released when the run that holds it ends.",
  },
  "infrastructure-answer-unreadable": {
    means:
      "The output of OpenTofu or Terraform is not what it documents. So nothing is known, and nothing is done.",
    remedy: "Use OpenTofu, or Terraform 1.4 or newer, without a wrapper around it.",
  },
  "plan-differs": {
    means: "The plan that would be applied is not, byte for byte, the one that was shown.",
    remedy: "Pass plan and plan-digest from plan-infrastructure, in the same job.",
  },
  "apply-failed": {
    means:
      "The plan was not carried out, or only in part. What was deployed before was not destroyed. If it was the first deployment, what it created was destroyed.",
    remedy: "Fix what failed, and deploy again.",
  },
  "clean-up-incomplete": {
    means:
      "A first deployment failed, and not everything that it created was destroyed. The tool could not do it, or some of the resources are not of this run.",
    remedy: "Deploy again, or destroy the deployment by hand with the destroy workflow.",
  },
  "destroy-incomplete": {
    means: "After the destruction the state still lists resources.",
    remedy: "Run the destruction again.",
  },
  "allocator-denied": {
    means: "The allocator does not accept its administrator's name or password.",
    remedy: "Give those of its config.yaml: app.admin_user and app.admin_password.",
  },
  "client-operation-failed": {
    means:
      "The allocator could not create or destroy a client VM. The message has the error of its operation, which is OpenTofu's.",
    remedy: "Fix what the error says. If VMs may be left, destroy the deployment.",
  },
  "allocator-in-use": {
    means:
      "The allocator that should be checked has client VMs already, or is busy. It can only destroy all VMs at once.",
    remedy: "Use an allocator that nobody else uses.",
  },
  "allocator-trouble": {
    means: "The allocator did not start in time, or its answer was not that of its API.",
    remedy: "Look at the allocator's log, and at its address.",
  },
  "client-not-ready": {
    means:
      "A client VM that was requested did not register before the deadline, or did not report its health.",
    remedy: "Look at the allocator's log, and at the client's if there is a VM.",
  },
  "client-unhealthy": {
    means: "A client VM started, but the health that it reported does not pass.",
    remedy: "Look at the client's GPU and its driver.",
  },
  "attestation-unreadable": {
    means:
      "An attestation, a Sigstore bundle, or the statement in it is not what its standard describes.",
    remedy: "Fetch it again. If it is the same, sign again.",
  },
  "attestation-unproven": {
    means:
      "The signature, the certificate, the log entry or the time of an attestation is not proven by the trusted root: something was changed, or another Sigstore instance signed it.",
    remedy:
      "Do not use what it is about, unless you know why. If it was signed by another instance that you trust, give its trusted root.",
  },
  "attestation-elsewhere": {
    means: "An attestation is proven, but it is about another file or image, or of another kind.",
    remedy: "Find out what replaced the file or its attestation.",
  },
  "publisher-foreign": {
    means:
      "An attestation is proven, but it was signed by another repository, workflow, ref or environment than the one that may sign.",
    remedy: "Find out who published it. If that is right, name that publisher in the inputs.",
  },
  "deployment-unreachable": {
    means:
      "A deployment was applied, and does not answer as it must: its name is not in DNS, nothing listens, the certificate is not trusted, the status is not one that passes, or a redirect leads in a circle or to another host. The message says what was seen last.",
    remedy:
      "Follow the message: the record, the machine's log of its start, its security group, the certificate, or the application's log. If it only takes longer, run the job again.",
  },
  "attestation-missing": {
    means: "There must be an attestation, and nothing that could be one was found.",
    remedy: "Publish it with attestations, or do not require them.",
  },
  "signing-failed": {
    means:
      "A file could not be signed before its upload: the job's identity or Sigstore's services could not be asked, or what they gave is not proven. Nothing was uploaded.",
    remedy: "Run it again. To publish without attestations, set attestations: false.",
  },
  "input-missing": {
    means: "A required input is empty.",
    remedy: "Give it under with:.",
  },
  "input-invalid": {
    means: "An input has a value that it cannot have.",
    remedy: "Use a value that the message names.",
  },
  "inputs-conflict": {
    means: "Two inputs are each valid, but cannot be used together.",
    remedy: "Follow the message: leave one of them out, or give what the other one needs.",
  },
  "run-cancelled": {
    means: "The run was cancelled while a step was waiting.",
    remedy: "Run it again.",
  },
  "unexpected-failure": {
    means:
      "Something failed that this action has no refusal for. It is a fault of the runner or of this action.",
    remedy: "Read the cause. If it is a fault of this action, open an issue with the log.",
  },
};
