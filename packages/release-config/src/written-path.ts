import { text } from "@lablink-actions/shape";

/** A path; what it leads to is not looked at here. */
export const path = text({
  notEmpty: true,
  pattern: /^[^\r\n\0]*$/u,
  expected: "a path on one line",
});
