import type { Certificate } from '../case/closing.ts';
import { formatBytes, formatCount, formatMoment } from '../languages/formatNumber.ts';
import { fill, type Words } from '../languages/words.ts';
import { escape, htmlPage } from './htmlPage.ts';

/** The certificate of destruction as a page to print and sign. */
export function certificatePage(certificate: Certificate, words: Words): string {
  const w = words.closing;
  const head = fill(w.done, certificate.case.name, formatMoment(certificate.closed, words));
  return htmlPage(
    {
      title: w.title,
      head: w.title,
      main: `<div class="statement">
<h1>${escape(w.title)}</h1><p class="lead">${escape(head)}</p>
${whatSection(certificate, words)}
${keySection(certificate, words)}
${listSection(w.method, [...w.methodSteps, certificate.embedded ? w.embedded : w.external])}
${listSection(
  w.remainders,
  certificate.remainders.map((remainder) => w.remainder[remainder]),
)}
<section><h2>${escape(w.ledger)}</h2><p>${escape(w.ledgerText)} <span class="hash">${escape(certificate.ledger)}</span></p></section>
<section><h2>${escape(w.signature)}</h2><table class="sign"><tbody>${certificate.by
        .map((name) => `<tr><td>${escape(name)}</td><td></td></tr>`)
        .join('')}</tbody></table></section>
</div>`,
    },
    words,
  );
}

function whatSection(certificate: Certificate, words: Words): string {
  const w = words.closing;
  const rows = [
    [w.caseName, certificate.case.name],
    [w.caseId, certificate.case.id],
    [w.created, formatMoment(certificate.case.created, words)],
    [w.began, formatMoment(certificate.began, words)],
    [w.closed, formatMoment(certificate.closed, words)],
    [w.by, certificate.by.join(', ')],
    [w.account, certificate.account],
    [w.reason, certificate.reason],
    [w.register, formatCount(certificate.register, words)],
  ] as const;
  return `<section><h2>${escape(w.what)}</h2><table><tbody>${rows
    .map(([name, value]) => `<tr><th scope="row">${escape(name)}</th><td>${escape(value)}</td></tr>`)
    .join('')}</tbody></table>${evidenceTable(certificate, words)}</section>`;
}

function evidenceTable({ evidence }: Certificate, words: Words): string {
  const w = words.closing;
  if (evidence.length === 0) return `<p>${escape(w.evidence)} : ${escape(w.noEvidence)}</p>`;
  return table(
    w.evidence,
    [w.added, w.files, w.items, w.size, 'SHA-256'],
    evidence.map((one) => [
      formatMoment(one.added, words),
      formatCount(one.files, words),
      formatCount(one.items, words),
      formatBytes(one.bytes, words),
      one.sha256,
    ]),
  );
}

function keySection({ keys }: Certificate, words: Words): string {
  const w = words.closing;
  return `<section><h2>${escape(w.keys)}</h2>${table(
    w.keys,
    [w.key, w.version, w.made, w.fingerprint],
    keys.map(({ name, version, made, fingerprint }) => [
      w.keyNames[name],
      String(version),
      formatMoment(made, words),
      fingerprint,
    ]),
  )}</section>`;
}

/** The last column holds a hash. */
function table(name: string, columns: readonly string[], rows: readonly (readonly string[])[]): string {
  return `<div class="scroll"><table aria-label="${escape(name)}"><thead><tr>${columns
    .map((column) => `<th scope="col">${escape(column)}</th>`)
    .join('')}</tr></thead><tbody>${rows
    .map(
      (row) =>
        `<tr>${row.map((cell, i) => `<td${i === columns.length - 1 ? ' class="hash"' : ''}>${escape(cell)}</td>`).join('')}</tr>`,
    )
    .join('')}</tbody></table></div>`;
}

function listSection(title: string, lines: readonly string[]): string {
  return `<section><h2>${escape(title)}</h2><ul>${lines.map((line) => `<li>${escape(line)}</li>`).join('')}</ul></section>`;
}
