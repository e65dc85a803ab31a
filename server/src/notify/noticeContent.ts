import { noticeLanguageSchema, noticeVersionSchema } from '@constat/contract/campaign.ts';
import type { Category } from '@constat/contract/category.ts';

/** Languages in which notices are written. */
export const NOTICE_LANGUAGES = noticeLanguageSchema.options;
export type NoticeLanguage = (typeof NOTICE_LANGUAGES)[number];

/** How a notice is written: plainly, in easy-to-read language (FALC), or plainly in large print. */
export const NOTICE_VERSIONS = noticeVersionSchema.options;
export type NoticeVersion = (typeof NOTICE_VERSIONS)[number];

/** Whom a notice addresses: the person, the holders of parental authority of a minor, the guardian of a protected adult, or the curator who assists one. */
export const NOTICE_VARIANTS = ['person', 'representative', 'guardian', 'curator'] as const;
export type NoticeVariant = (typeof NOTICE_VARIANTS)[number];

/** Civility as the register gives the sex; 'none' where it says nothing: then the salutation is neutral. */
export type Civility = 'madame' | 'monsieur' | 'none';

/** A category of data of which something was published, and what is known of it. */
export interface ExposedCategory {
  readonly category: Category;
  /** First and last year of the data; null where no passage says. */
  readonly years: readonly [number, number] | null;
  /** Number of documents in which it stands, at least 1. */
  readonly documents: number;
}

/**
 * Everything that the notice of one person says. Texts and letters are made of this and of the hospital's statements (HospitalStatement) alone, so that the same
 * content gives the same bytes. Holds no value that was stolen: categories, years and counts, never a diagnosis, a number or a doctor.
 */
export interface NoticeContent {
  readonly language: NoticeLanguage;
  readonly version: NoticeVersion;
  readonly variant: NoticeVariant;
  /** Whom the envelope and the salutation address: civility and full name. For representatives: of the minor. */
  readonly civility: Civility;
  /** The name of the person concerned, as it stands in the notice, for example 'Jeanne TESTARD'. */
  readonly concerned: string;
  /** Lines of the address block (NF Z10-011), the first names whom it is for; empty for e-mails. */
  readonly addressBlock: readonly string[];
  readonly exposed: readonly ExposedCategory[];
  /** Categories of which nothing was found in what could be read. */
  readonly notFound: readonly Category[];
  /** Whether the link of the data to this person is certain; else the notice says that it is probable. */
  readonly certain: boolean;
  /** The reference code as printed, for example 'K7M2P-4QDTW-X2RJ8-N'. */
  readonly code: string;
  /** A letter that names no kind of data: to the parents of somebody of 15 to 17, who may have had care that they do not know of, and to curators. */
  readonly unlisted?: boolean;
  /** What the data matrix of each sheet says: opaque, not the code, not the patient number. '' for e-mails. */
  readonly sheet: string;
}

/** What the hospital says of the incident and of itself: the same for everybody; written by the officer, kept as a file of the case. */
export interface HospitalStatement {
  readonly hospital: string;
  /** Lines of the sender's address. */
  readonly sender: readonly string[];
  /** Date of the letter, YYYY-MM-DD. */
  readonly dated: string;
  /** When data were copied and when published, YYYY-MM-DD; null where not known: the notice says so. */
  readonly breached: string | null;
  readonly published: string | null;
  /** What happened, one or two sentences in each language. */
  readonly whatHappened: Readonly<Record<NoticeLanguage, string>>;
  /** What the hospital has done: three or more concrete actions, dated or naming who acted. */
  readonly measures: Readonly<Record<NoticeLanguage, readonly string[]>>;
  /** The same in easy-to-read language, where the hospital has written it: short sentences. Without it easy-to-read notices say the plain words. */
  readonly easyRead?:
    | Readonly<
        Record<NoticeLanguage, { readonly whatHappened: string; readonly measures: readonly string[] }>
      >
    | undefined;
  /** Whether the search in the stolen files still goes on. */
  readonly searchContinues: boolean;
  /** The data protection officer or another contact. */
  readonly contact: {
    readonly name: string;
    readonly address: readonly string[];
    readonly phone: string;
    readonly email: string;
  };
  readonly hotline: { readonly phone: string; readonly hours: Readonly<Record<NoticeLanguage, string>> };
  /** The hospital's own site, as people type it: 'ch-henri-dunant.example'. */
  readonly site: string;
  /** Reference of the hospital's complaint, or ''. */
  readonly complaint: string;
}
