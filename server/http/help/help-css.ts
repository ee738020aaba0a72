/** The help centre's one stylesheet: light and dark by the reader's system, readable without it. */
export const HELP_CSS = `
:root{color-scheme:light dark;--ink:#1b1f24;--soft:#57606a;--line:#d8dee4;--paper:#fff;--accent:#125a82;--field:#fff}
@media (prefers-color-scheme:dark){:root{--ink:#e6e9ed;--soft:#9aa4af;--line:#30363d;--paper:#14171b;--accent:#6cb6e0;--field:#1c2128}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:0 1.25rem 4rem;background:var(--paper);color:var(--ink);font:1rem/1.75 system-ui,"Hiragino Sans","Noto Sans JP","Yu Gothic UI",sans-serif;overflow-wrap:anywhere;word-break:auto-phrase;line-break:strict}
a{color:var(--accent)}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:4px}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--paper);padding:.25rem .5rem}
header{display:flex;flex-wrap:wrap;justify-content:space-between;gap:.5rem 1rem;align-items:center;padding:1.25rem 0;border-bottom:1px solid var(--line)}
.brand{font-weight:600;text-decoration:none;color:var(--ink)}
.brand,.other{display:inline-flex;align-items:center;min-height:44px}
form{margin:1.5rem 0}label{display:block;font-size:.875rem;color:var(--soft);margin-bottom:.25rem}
.field{display:flex;gap:.5rem}
input{flex:1;min-width:0;min-height:44px;padding:0 .75rem;border:1px solid var(--soft);border-radius:6px;background:var(--field);color:inherit;font:inherit}
button{min-height:44px;padding:0 1.25rem;border:0;border-radius:6px;background:var(--accent);color:var(--paper);font:inherit;font-weight:600;white-space:nowrap;cursor:pointer}
h1{font-size:1.6rem;line-height:1.35;margin:1.5rem 0 .75rem}h2{font-size:1.15rem;line-height:1.4;margin:2rem 0 .5rem}h3{font-size:1rem}
.categories{display:grid;gap:0 2.5rem;grid-template-columns:repeat(auto-fill,minmax(17rem,1fr))}
section ul,aside ul,main>ul{list-style:none;padding:0;margin:0}
section li a,aside li a,main>ul li a{display:block;padding:.5rem 0;border-bottom:1px solid var(--line);text-decoration:none}
section li a:hover,aside li a:hover,main>ul li a:hover{text-decoration:underline}
h2 a{color:inherit;text-decoration:none}h2 a:hover{text-decoration:underline}
.crumbs{display:flex;flex-wrap:wrap;gap:0 .5rem;list-style:none;margin:0;padding:0}.crumbs a{display:inline-flex;align-items:center;min-height:44px}
.crumbs li+li::before{content:"›";margin-inline-end:.5rem;color:var(--soft)}
.more a{display:inline-flex;align-items:center;min-height:44px}.more{margin:0;font-size:.875rem}
.judge{margin-top:2.5rem;padding-top:1.25rem;border-top:1px solid var(--line)}.judge h2{margin:0 0 .75rem;font-size:1rem}.judge form{margin:0}
.quiet{background:transparent;color:var(--accent);border:1px solid var(--soft);min-width:6rem}
textarea{display:block;width:100%;padding:.5rem .75rem;border:1px solid var(--soft);border-radius:6px;background:var(--field);color:inherit;font:inherit}
.hint{margin:.25rem 0 .75rem;font-size:.875rem;color:var(--soft)}
nav,.updated,small{font-size:.875rem;color:var(--soft)}
aside{margin-top:3rem}
pre,code{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.875em}
pre{overflow:auto;padding:1rem;border:1px solid var(--line);border-radius:6px;line-height:1.5}
table{border-collapse:collapse;display:block;overflow:auto}th,td{border:1px solid var(--line);padding:.4rem .6rem;text-align:start}
img{max-width:100%;height:auto}
blockquote{margin:1rem 0;padding-inline-start:1rem;border-inline-start:3px solid var(--line);color:var(--soft)}
.docs section{border-top:1px solid var(--line)}.method{font-size:.75rem;border:1px solid var(--line);border-radius:4px;padding:.1rem .4rem}
`;
