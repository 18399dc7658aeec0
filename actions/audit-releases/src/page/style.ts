/** The page's one style sheet. It asks for nothing: the fonts are those of the reader's machine. */
export const style = `
:root { color-scheme: light dark; --ground: #fff; --text: #1f2328; --quiet: #59636e; --line: #d1d9e0; --soft: #f6f8fa;
  --good: #1a7f37; --bad: #cf222e; --note: #9a6700; --mark: #0969da; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #0d1117; --text: #f0f6fc; --quiet: #9198a1; --line: #3d444d; --soft: #151b23;
    --good: #3fb950; --bad: #f85149; --note: #d29922; --mark: #4493f8; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main, header { max-width: 68rem; margin: 0 auto; padding: 0 1rem; }
header { padding-top: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .25rem; overflow-wrap: anywhere; }
h2 { font-size: 1.25rem; margin: 2.5rem 0 .75rem; border-bottom: 1px solid var(--line); padding-bottom: .3rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 0 0 .25rem; overflow-wrap: anywhere; }
p { margin: .25rem 0; }
a { color: var(--mark); }
:focus-visible { outline: 3px solid var(--mark); outline-offset: 2px; }
.skip { position: absolute; left: -100rem; }
.skip:focus { left: 1rem; top: .5rem; background: var(--ground); padding: .25rem .5rem; }
.quiet { color: var(--quiet); }
.good { color: var(--good); }
.bad { color: var(--bad); }
.note { color: var(--note); }
.answer { font-size: 1.1rem; font-weight: 600; }
code { font: .875em/1.4 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { margin: .5rem 0 0; padding: .5rem .75rem; background: var(--soft); border: 1px solid var(--line); border-radius: .375rem;
  white-space: pre-wrap; user-select: all; }
pre span { display: inline-block; max-width: 100%; overflow-wrap: anywhere; }
ul, ol { list-style: none; margin: 0; padding: 0; }
.findings > li { border: 1px solid var(--line); border-left: .3rem solid var(--note); border-radius: .375rem; padding: .6rem .8rem; margin: .6rem 0; }
.findings > .fails { border-left-color: var(--bad); }
.lanes { width: 100%; display: block; overflow: visible; }
.lanes line { stroke: var(--line); stroke-width: 2; }
.lanes text { fill: var(--quiet); font-size: 12px; }
.lanes a { text-decoration: none; }
.dot { fill: var(--good); stroke: var(--ground); stroke-width: 1.5; }
.dot.bad { fill: var(--bad); }
.dot.apart { fill: var(--quiet); }
.dot.release { fill: var(--mark); }
.lanes a:focus-visible .dot, .lanes a:hover .dot { stroke: var(--text); stroke-width: 3; }
.legend { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; font-size: .875rem; color: var(--quiet); }
.legend svg { width: 14px; height: 14px; vertical-align: -2px; }
.only { display: block; margin: .75rem 0; }
.only input { width: 1.1rem; height: 1.1rem; vertical-align: -.15rem; }
.versions { border-left: 2px solid var(--line); margin-left: .5rem; }
.versions > li { position: relative; padding: .4rem 0 .4rem 1.25rem; }
.versions > li::before { content: ""; position: absolute; left: -.45rem; top: .85rem; width: .75rem; height: .75rem;
  border-radius: 50%; background: var(--good); border: 2px solid var(--ground); }
.versions > .apart::before { background: var(--quiet); }
.versions > .gap::before { background: var(--bad); border-radius: 0; transform: rotate(45deg); }
.versions > li:target { background: var(--soft); }
.line { display: grid; grid-template-columns: minmax(6rem, 10rem) 13rem 1fr; gap: 0 1rem; align-items: baseline; }
.line > b { overflow-wrap: anywhere; }
.image { display: block; overflow-wrap: anywhere; }
details summary { cursor: pointer; color: var(--quiet); font-size: .875rem; }
table { border-collapse: collapse; font-size: .875rem; margin: .25rem 0; }
td, th { text-align: left; padding: .15rem .75rem .15rem 0; vertical-align: top; overflow-wrap: anywhere; }
footer { max-width: 68rem; margin: 2rem auto; padding: 0 1rem 2rem; color: var(--quiet); font-size: .875rem; }
body:has(#only:checked) .versions > li:not(.gap) { display: none; }
@media (max-width: 40rem) { .line { grid-template-columns: 1fr auto; } .line > div { grid-column: 1 / -1; } }
@media (prefers-reduced-motion: no-preference) { html { scroll-behavior: smooth; } }
@media print {
  :root { --ground: #fff; --text: #000; --quiet: #444; --line: #999; --soft: #fff; --good: #1a7f37; --bad: #b00; --note: #750; --mark: #000; }
  .only, .skip { display: none; }
  .findings > li, .versions > li { break-inside: avoid; }
  * { print-color-adjust: exact; }
}
`;
