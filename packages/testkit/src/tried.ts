// Jest's global instead of an import, which would throw without jest: scripts use this package too.
declare const test: typeof import("@jest/globals").test;

/**
 * A test of something that a real server or tool does, or that another project reported. docs/tried.md lists all of
 * them, so both texts must be literals.
 *
 * @param what what was tried: a real server, tool or file, and what it does
 * @param happens what happens here
 */
export function tried(
  what: string,
  happens: string,
  body: () => void | Promise<void>,
  timeout?: number,
): void {
  test(`${what}: ${happens}`, body, timeout);
}
