/**
 * Whether a tag passes the patterns of `on.push.tags`, by GitHub's rules: `*` is anything but a slash, `**` anything,
 * `?` and `+` repeat the character before them, `[…]` is one of some, and a pattern after `!` takes tags away again.
 */
export function passesFilter(tag: string, patterns: readonly string[]): boolean {
  return patterns.reduce((passes, pattern) => {
    const isNegative = pattern.startsWith("!");
    const expression = expressionOf(isNegative ? pattern.slice(1) : pattern);
    return expression.test(tag) ? !isNegative : passes;
  }, false);
}

function expressionOf(pattern: string): RegExp {
  const parts = pattern.match(/\\.|\*+|\[[^\]]*\]|[?+]|./gs) ?? [];
  const source = parts.map((part) => {
    if (part.startsWith("*")) return part === "*" ? "[^/]*" : ".*";
    if (/^(\[.+\]|[?+])$/s.test(part)) return part;
    return part.replace(/^\\/, "").replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  });
  return new RegExp(`^${source.join("")}$`, "s");
}
