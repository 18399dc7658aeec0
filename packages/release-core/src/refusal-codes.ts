/**
 * Every refusal and its code. A code never changes its meaning: if it is no longer needed, it is deleted, and not
 * used again. refusal-explanations.ts says what each means.
 */
export const refusalCodes = {
  // 1xx: the trigger and the versions given with it
  "event-unsupported": "LA101",
  "prod-version-missing": "LA102",
  "prod-version-invalid": "LA103",
  "prod-version-untaggable": "LA104",
  "environment-unknown": "LA105",
  "environment-ambiguous": "LA106",
  "prod-needs-dispatch": "LA107",
  "prod-ref-not-allowed": "LA108",
  "prod-ref-pattern-invalid": "LA109",
  "development-version": "LA110",
  "versions-invalid": "LA111",

  // 2xx: version tags, package metadata and distribution files
  "tag-version-invalid": "LA201",
  "tag-version-differs": "LA202",
  "tag-version-spelling": "LA203",
  "pyproject-missing": "LA204",
  "pyproject-unreadable": "LA205",
  "project-table-missing": "LA206",
  "project-name-differs": "LA207",
  "project-version-dynamic": "LA208",
  "project-version-invalid": "LA209",
  "tag-not-found": "LA210",
  "branch-not-found": "LA211",
  "shallow-clone": "LA212",
  "tag-off-branch": "LA213",
  "git-failed": "LA214",
  "package-invalid": "LA215",
  "project-metadata-missing": "LA216",
  "expected-version-differs": "LA217",
  "dist-incomplete": "LA218",
  "dist-foreign": "LA219",
  "distribution-unreadable": "LA220",
  "distribution-differs": "LA221",
  "entry-point-missing": "LA222",
  "wheel-record-differs": "LA223",
  "distribution-not-installable": "LA224",
  "uv-missing": "LA225",
  "tag-unmatched": "LA226",
  "built-file-differs": "LA227",
  "file-name-not-canonical": "LA228",

  // 3xx: the Dockerfile
  "dockerfile-missing": "LA301",
  "dockerfiles-same": "LA302",
  "build-argument-invalid": "LA303",

  // 4xx: image references and tags
  "image-invalid": "LA401",
  "tag-invalid": "LA402",
  "tag-template-invalid": "LA403",
  "no-tags": "LA404",
  "suffix-invalid": "LA405",
  "prod-tag-suffixed": "LA406",
  "commit-invalid": "LA407",
  "platform-invalid": "LA408",
  "development-tag-unsuffixed": "LA409",

  // 5xx: .github/lablink-actions.yml
  "config-missing": "LA501",
  "config-unreadable": "LA502",
  "config-invalid": "LA503",

  // 6xx: verification of an image
  "check-failed": "LA601",
  "checks-invalid": "LA602",
  "image-not-pinned": "LA603",
  "image-missing": "LA604",
  "engine-unavailable": "LA605",
  "disk-too-small": "LA606",
  "verification-broken": "LA607",
  "checks-missing": "LA608",

  // 65x: the documentation site
  "docs-ref-unsupported": "LA650",
  "docs-version-invalid": "LA651",
  "docs-site-unreadable": "LA652",
  // 62x to 64x: deployments
  "deployment-event-unsupported": "LA620",
  "deployment-environment-invalid": "LA621",
  "deployment-name-invalid": "LA622",
  "deployment-tag-missing": "LA623",
  "deployment-tag-not-release": "LA624",
  "deployment-image-absent": "LA625",
  "backend-invalid": "LA626",
  "confirmation-differs": "LA627",
  "config-value-missing": "LA630",
  "password-not-secret": "LA631",
  "infrastructure-command-failed": "LA640",
  "infrastructure-answer-unreadable": "LA641",
  "plan-differs": "LA642",
  "apply-failed": "LA643",
  "clean-up-incomplete": "LA644",
  "destroy-incomplete": "LA645",
  "allocator-trouble": "LA646",
  "client-not-ready": "LA647",
  "client-unhealthy": "LA648",

  // 7xx: registries and promotion
  "registry-denied": "LA701",
  "registry-trouble": "LA702",
  "source-missing": "LA703",
  "version-tag-taken": "LA704",
  "promotion-incomplete": "LA705",
  "read-back-differs": "LA706",
  "promotions-invalid": "LA707",
  "credentials-unreadable": "LA708",
  "platform-differs": "LA709",
  "version-tags-differ": "LA710",
  "image-unverified": "LA711",
  "image-unplanned": "LA712",
  "candidate-differs": "LA713",

  // 8xx: the Python package index
  "index-denied": "LA801",
  "index-trouble": "LA802",
  "index-invalid": "LA803",
  "version-absent": "LA804",
  "version-yanked": "LA805",
  "version-not-installable": "LA806",
  "version-published": "LA810",
  "published-file-differs": "LA811",
  "file-name-burned": "LA812",
  "upload-failed": "LA813",

  // 9xx: the inputs as such, and the runner
  "input-missing": "LA901",
  "input-invalid": "LA902",
  "inputs-conflict": "LA903",
  "run-cancelled": "LA998",
  "unexpected-failure": "LA999",
} as const satisfies Record<string, `LA${number}`>;

export type RefusalName = keyof typeof refusalCodes;
