import type { Words } from '../languages/words.ts';

/** A page that needs nothing else: no script, no picture from elsewhere; prints in grey; light and dark. `main` is HTML, the rest text. */
export function htmlPage(
  { title, head, main }: { title: string; head: string; main: string },
  { language }: Words,
): string {
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Constat · ${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<header><p class="brand">Constat</p><p class="case">${escape(head)}</p></header>
<main>
${main}
</main>
</body>
</html>
`;
}

/** A path may be broken behind its slashes. */
export function breakable(escaped: string): string {
  return escaped.replaceAll('/', '/<wbr>');
}

/** Text as HTML. */
export function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

const STYLE = `
:root{--ink:#1c2430;--soft:#5b6675;--line:#dde2e8;--paper:#fff;--back:#f6f7f9;--accent:#1f5f8b;--warn:#8a4b08}
@media (prefers-color-scheme:dark){:root{--ink:#e8ecf1;--soft:#9aa6b4;--line:#313a46;--paper:#1a2029;--back:#12161c;--accent:#6fb1dd;--warn:#e0a458}}
*{box-sizing:border-box}
body{margin:0;background:var(--back);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif;font-variant-numeric:tabular-nums}
header{display:flex;flex-wrap:wrap;gap:.25rem 1.5rem;align-items:baseline;padding:1rem 1.5rem;border-bottom:1px solid var(--line);background:var(--paper)}
header p{margin:0}.brand{font-weight:700;color:var(--accent);letter-spacing:.02em}.case{color:var(--soft)}
main{max-width:72rem;margin:0 auto;padding:1.5rem}
section{background:var(--paper);border:1px solid var(--line);border-radius:8px;padding:1.25rem 1.5rem;margin:0 0 1.25rem;min-width:0}
.grid{columns:2 24rem;column-gap:1.25rem;margin-bottom:1.25rem}.grid section{break-inside:avoid}
h1{font-size:2rem;line-height:1.2;margin:0 0 .25rem}h2{font-size:1.1rem;margin:0 0 .75rem}
.interval{margin:0 0 1rem;color:var(--soft)}
.rings{list-style:none;display:flex;flex-wrap:wrap;gap:.5rem 2rem;padding:0;margin:0 0 .75rem}.rings strong{font-size:1.35rem}
.note{color:var(--soft);font-size:.92rem;margin:.5rem 0 0}.warn{color:var(--warn);margin:0 0 .75rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;font-weight:400;padding:.25rem .5rem .25rem 0;vertical-align:middle}
thead th{color:var(--soft);font-size:.85rem}tbody tr+tr>*{border-top:1px solid var(--line)}
.n{text-align:right;white-space:nowrap}.more{color:var(--soft);font-size:.9rem}
.bars{table-layout:auto}.bars th[scope=row]{width:38%;hyphens:auto;overflow-wrap:break-word}.bars tbody tr>*{border:0}
.bar{width:40%}.bar span{display:block;height:.8rem;border-radius:2px;background:var(--accent);min-width:2px}
svg{display:block;width:100%;height:auto}rect{fill:var(--accent)}line{stroke:var(--line)}text{fill:var(--soft);font-size:12px}
details{margin-top:.75rem}summary{cursor:pointer;color:var(--accent)}
.scroll{overflow-x:auto}
.statement{max-width:56rem;margin:0 auto}.statement p,.statement .scroll{margin:.25rem 0 .75rem}.statement li{margin:.25rem 0}.statement td,.statement th{vertical-align:top}.hash{font-family:ui-monospace,"Liberation Mono",monospace;font-size:.8rem;overflow-wrap:anywhere}.lead{font-size:1.1rem}.sign td{height:3.5rem;vertical-align:bottom}
@media (max-width:34rem){main{padding:.75rem}section{padding:1rem}h1{font-size:1.5rem}.more{display:none}.bars th[scope=row]{width:46%}.bar{width:28%}}
@media print{:root{--ink:#000;--soft:#444;--line:#bbb;--paper:#fff;--back:#fff;--accent:#555;--warn:#000}body{font-size:11pt}section{break-inside:avoid;border:0;padding:0 0 1rem;margin:0}main{padding:0;max-width:none}.bar span,rect{-webkit-print-color-adjust:exact;print-color-adjust:exact}}
`;
