import type { Refusal } from "@lablink-actions/release-core";

/**
 * `promotions-invalid` (LA707): what to promote is given in a wrong form, or contradicts itself.
 *
 * @param remedy what to do about this cause, as one or more sentences
 */
export function invalidPromotions(seen: string, remedy: string): Refusal {
  return { name: "promotions-invalid", seen, remedy };
}
