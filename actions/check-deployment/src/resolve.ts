import { isIP } from "node:net";
import { type Look, patience, silenceOf } from "./look.ts";

/** Gives a name's addresses as this machine's own resolver has them, which is what requests use. */
export type Lookup = (host: string) => Promise<readonly string[]>;

/** Looks a host up once. An address needs no DNS. */
export async function resolve(host: string, lookup: Lookup): Promise<Look> {
  if (isIP(host) !== 0) return { passed: host };
  try {
    const addresses = await withinPatience(lookup(host));
    if (addresses.length > 0) return { passed: addresses.join("\n") };
    return silenceOf({ code: "ENODATA" });
  } catch (error) {
    return silenceOf(error);
  }
}

/** The resolver of the operating system has no end of its own that could be set. */
async function withinPatience<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new DOMException("late", "TimeoutError")), patience);
  try {
    return await Promise.race([work, promise]);
  } finally {
    clearTimeout(timer);
  }
}
