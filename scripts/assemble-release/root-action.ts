import major from "semver/functions/major.js";

/** The action.yml at the root of the release tree, for workflows that leave out the action's name. */
export function rootAction(version: string): string {
  return `name: lablink-actions
description: Release guardrails; each is an action of its own, used by its name
runs:
  using: composite
  steps:
    - shell: bash
      run: |
        echo "::error title=No action named::talmolab/lablink-actions holds several actions. Name one: uses: talmolab/lablink-actions/select-dockerfile@v${major(version)}"
        exit 1
`;
}
