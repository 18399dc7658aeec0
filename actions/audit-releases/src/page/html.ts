import { visible } from "@lablink-actions/release-core";

declare const safe: unique symbol;

/** A piece of a page in which every text from outside is escaped. */
export type Html = { readonly text: string; readonly [safe]?: true };

type Piece = string | number | Html | readonly Html[];

/** Makes a piece of a page: texts are escaped, pieces stay as they are. */
export function html(literals: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  const shown = pieces.map((piece) => {
    if (typeof piece === "string" || typeof piece === "number") return escapeHtml(String(piece));
    return "text" in piece ? piece.text : piece.map(({ text }) => text).join("");
  });
  return { text: literals.map((literal, index) => literal + (shown[index] ?? "")).join("") };
}

/** Nothing, for a place that may stay empty. */
export const none: Html = { text: "" };

function escapeHtml(text: string): string {
  // Characters that cannot be seen could change the order in which a line is read.
  return visible(text).replace(
    /[&<>"']/g,
    (character) =>
      ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" })[character] ?? "",
  );
}
