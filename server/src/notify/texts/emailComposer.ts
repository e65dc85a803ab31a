import type { HospitalStatement, NoticeContent } from '../noticeContent.ts';
import { composeNotice } from './composeNotice.ts';
import type { NoticeTemplates } from './loadTemplates.ts';
import { noticeHtml } from './noticeHtml.ts';
import { noticeText } from './noticeText.ts';

/** An e-mail as it is written: the same words twice. */
export interface WrittenEmail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/**
 * Writes notices out as e-mails to mailboxes of which nobody knows who reads them: neither the categories nor the code, with which a reader could ask for them.
 */
export function emailComposer(
  templates: NoticeTemplates,
  statement: HospitalStatement,
): (content: NoticeContent) => WrittenEmail {
  return (content) => {
    const template = templates.of(content.language, content.version);
    const channel = { kind: 'email', isVerified: false } as const;
    const notice = composeNotice({ ...content, code: '' }, statement, template, channel);
    return { subject: notice.subject, text: noticeText(notice), html: noticeHtml(notice) };
  };
}
