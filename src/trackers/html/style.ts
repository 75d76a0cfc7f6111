import { raw } from 'hono/html';

/** How a page looks, by day and by night; state is said by sign and word as well as by colour. */
export const style = raw(`<style>
:root{color-scheme:light dark;--line:#d0d7de;--soft:#f6f8fa;--pass:#1a7f37;--fail:#b3001b;--warn:#8a5a00}
@media (prefers-color-scheme:dark){:root{--line:#3d444d;--soft:#161b22;--pass:#3fb950;--fail:#ff7b72;--warn:#d29922}}
body{margin:0;font:15px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.35rem;line-height:1.35}
.sign{display:inline-block;min-width:1.2em}
.pass .sign{color:var(--pass)}.fail .sign{color:var(--fail)}.warn .sign{color:var(--warn)}
.wide{overflow-x:auto}
table{border-collapse:collapse;margin:.75rem 0}
th,td{border:1px solid var(--line);padding:.3rem .6rem;text-align:left;vertical-align:top}
th{background:var(--soft)}.right{text-align:right}
code,pre{font-family:ui-monospace,monospace;font-size:.88em}
code{background:var(--soft);padding:.1em .3em;border-radius:4px;overflow-wrap:anywhere}
pre{background:var(--soft);border:1px solid var(--line);padding:.75rem;overflow-x:auto}
details{margin:.5rem 0}summary{cursor:pointer}
@media print{details:not([open])>:not(summary){display:block}}
</style>`);
