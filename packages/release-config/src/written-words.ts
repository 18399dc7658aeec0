import { text } from "@lablink-actions/shape";

/** A path; what it leads to is not looked at here. */
export const path = text({
  notEmpty: true,
  pattern: /^[^\r\n\0]*$/u,
  expected: "a path on one line",
});

export const tagPrefix = text({
  pattern: /^[^{}\s\0]*(\{package\}[^{}\s\0]*)?$/u,
  expected: "a text without white space, with {package} at most once",
});

export const inputName = text({
  pattern: /^[A-Za-z_][A-Za-z0-9_-]*$/u,
  expected: "the name of a workflow input",
});

export const registry = text({
  pattern: /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+$/u,
  expected: "a registry and an owner, such as ghcr.io/owner",
  mayBeSecret: true,
});
