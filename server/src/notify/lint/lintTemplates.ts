import { CATEGORIES } from '@constat/contract/category.ts';
import {
  type ExposedCategory,
  type HospitalStatement,
  NOTICE_LANGUAGES,
  NOTICE_VARIANTS,
  NOTICE_VERSIONS,
  type NoticeContent,
} from '../noticeContent.ts';
import type { NoticeChannel } from '../texts/composedNotice.ts';
import { composeNotice } from '../texts/composeNotice.ts';
import type { NoticeTemplates } from '../texts/loadTemplates.ts';
import { lintNotice } from './lintNotice.ts';
import type { LintFinding } from './lintRules.ts';

/** A finding, in how many of the notices that were tried, and the first of them. */
export interface TemplateFinding extends LintFinding {
  readonly notices: number;
  readonly first: Pick<NoticeContent, 'language' | 'version' | 'variant'> & {
    readonly channel: NoticeChannel;
  };
}

const CHANNELS: readonly NoticeChannel[] = [
  { kind: 'letter' },
  { kind: 'email', isVerified: true },
  { kind: 'email', isVerified: false },
];

/**
 * Checks what templates and statement make of every kind of notice: each language, version, variant, channel, sure and unsure, each category alone and all
 * together. Errors (level E) mean that they must not be approved. Errors come first.
 */
export function lintTemplates(templates: NoticeTemplates, statement: HospitalStatement): TemplateFinding[] {
  const found = new Map<string, TemplateFinding>();
  for (const content of kindsOfContent())
    for (const channel of CHANNELS) {
      const template = templates.of(content.language, content.version);
      const notice = composeNotice(content, statement, template, channel);
      for (const finding of lintNotice({ notice, content, statement, template }).findings) {
        const key = `${finding.code} ${finding.subject} ${content.language} ${content.version}`;
        const { language, version, variant } = content;
        const known = found.get(key) ?? {
          ...finding,
          notices: 0,
          first: { language, version, variant, channel },
        };
        found.set(key, { ...known, notices: known.notices + 1 });
      }
    }
  return [...found.values()].sort((a, b) => a.level.localeCompare(b.level) || a.code.localeCompare(b.code));
}

function* kindsOfContent(): Generator<NoticeContent> {
  const all: readonly ExposedCategory[] = CATEGORIES.map((category, i) => ({
    category,
    years: i % 3 === 0 ? null : [2003, 2003 + i],
    documents: i + 1,
  }));
  for (const language of NOTICE_LANGUAGES)
    for (const version of NOTICE_VERSIONS)
      for (const variant of NOTICE_VARIANTS)
        for (const certain of [true, false])
          for (const exposed of [all, ...all.map((one) => [one])])
            yield {
              language,
              version,
              variant,
              civility: 'none',
              concerned: 'Camille EXEMPLE',
              addressBlock: [],
              exposed,
              notFound: CATEGORIES.filter((name) => !exposed.some(({ category }) => category === name)),
              certain,
              code: 'K7M2P-4QDTW-X2RJ8-N',
              // Curators get the general letter alone.
              ...(variant === 'curator' ? { unlisted: true } : {}),
              sheet: '',
            };
}
