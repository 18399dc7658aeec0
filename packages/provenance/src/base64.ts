import { text } from "@lablink-actions/shape";

/**
 * Base64 that only one text decodes to the same bytes by, so that a text which was changed is never taken for the one
 * that was signed. Some writers end each line at 76 characters.
 */
export const base64 = text({
  pattern:
    /^(?:[A-Za-z0-9+/]{4}|\n)*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?\n?$/u,
  expected: "base64",
});
