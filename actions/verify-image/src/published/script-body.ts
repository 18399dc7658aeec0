/**
 * A script of a wheel without the lines that name its interpreter: `#!python` in the wheel, and in an environment a
 * path, or the shell's lines for a path that is long or has a space. Undefined if it has no such line.
 */
export function scriptBody(text: string): string | undefined {
  const head = /^#![^\n]*\n(?:'''exec' [^\n]* "\$0" "\$@"\n' '''\n)?/.exec(text)?.[0];
  return head === undefined ? undefined : text.slice(head.length);
}
