import { data, Evaluator, Lexer, Parser } from "@actions/expressions";
import type { GithubContext } from "./events.ts";

// The search for the closing braces skips quoted strings, because '}}' may be in one.
const expression = /\$\{\{((?:'[^']*'|[^'}]|\}(?!\}))*)\}\}/g;

/**
 * A text with every `${{ … }}` replaced by its value, as the runner evaluates an input's default.
 * Only the `github` context is known: a default that needs another one throws.
 */
export function evaluateTemplate(text: string, github: GithubContext): string {
  // Most defaults are plain texts, and the context is large.
  if (!text.includes("${{")) return text;
  if (text.replace(expression, "").includes("${{")) {
    throw new Error(`The expression is not closed: ${text}`);
  }
  const contexts: data.Dictionary = JSON.parse(JSON.stringify({ github }), data.reviver);
  return text.replace(expression, (_, source: string) => {
    const parsed = new Parser(new Lexer(source).lex().tokens, ["github"], []).parse();
    const value = new Evaluator(parsed, contexts).evaluate();
    // TemplateToken.cs of the runner refuses these as well: "Expected a string".
    if (!value.primitive) throw new Error(`Expected a string: ${text}`);
    return value.coerceString();
  });
}
