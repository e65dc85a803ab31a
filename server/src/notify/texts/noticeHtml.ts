import { escape } from '../../exposure/htmlPage.ts';
import type { ComposedNotice, NoticePart, TextRun } from './composedNotice.ts';

/**
 * The notice as an HTML e-mail: the same words as its text, no link, no picture, nothing from elsewhere, no script, no class that tracks.
 * Styles are inline, since mail programs drop others.
 */
export function noticeHtml(notice: ComposedNotice): string {
  const size = notice.version === 'plain' ? '16px' : '20px';
  return `<!doctype html>
<html lang="${notice.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escape(notice.subject)}</title>
</head>
<body style="margin:0;padding:16px">
<div style="max-width:600px;margin:0 auto;font-family:Arial,Helvetica,sans-serif;font-size:${size};line-height:1.5">
${noticeBodyHtml(notice)}
</div>
</body>
</html>
`;
}

/** The parts of the notice alone, as HTML. */
export function noticeBodyHtml({ blocks }: Pick<ComposedNotice, 'blocks'>): string {
  return blocks
    .flatMap(({ parts }) => parts)
    .map(partHtml)
    .join('\n');
}

function partHtml(part: NoticePart): string {
  switch (part.kind) {
    case 'heading':
      return `<h2 style="font-size:1.1em;margin:1.2em 0 .4em">${runsHtml(part.runs)}</h2>`;
    case 'paragraph':
      return `<p style="margin:0 0 .8em">${runsHtml(part.runs)}</p>`;
    case 'list':
      return `<ul style="margin:0 0 .8em;padding-left:1.4em">${part.items.map((item) => `<li>${runsHtml(item)}</li>`).join('')}</ul>`;
    case 'code':
      return `<p style="font-family:monospace;font-size:1.3em;font-weight:bold;margin:0 0 .8em">${escape(part.code)}</p>`;
  }
}

function runsHtml(runs: readonly TextRun[]): string {
  return runs
    .map(({ text, isStrong }) => (isStrong ? `<strong>${escape(text)}</strong>` : escape(text)))
    .join('');
}
