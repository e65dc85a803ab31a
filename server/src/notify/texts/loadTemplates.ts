import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { fromSystemError } from '../../case/caseError.ts';
import { writeDurably } from '../../keys/durableFile.ts';
import {
  type HospitalStatement,
  NOTICE_LANGUAGES,
  type NoticeLanguage,
  type NoticeVersion,
} from '../noticeContent.ts';
import { type NoticeFault, NoticeFilesError } from '../noticeFault.ts';
import type { NoticeTemplate } from './noticeTemplate.ts';
import { parseTemplate } from './parseTemplate.ts';

/** The folder of a case in which an officer edits what notices say. */
export const NOTICES_FOLDER = 'notices';

/** Versions that have a text of their own: large print says the plain words in larger type. */
export const WRITTEN_VERSIONS = ['plain', 'easy_read'] as const;
export type WrittenVersion = (typeof WRITTEN_VERSIONS)[number];

/** What letters look like is decided there. */
const LAYOUT_FOLDER = fileURLToPath(new URL('../layout/', import.meta.url));
const DEFAULT_FOLDER = fileURLToPath(new URL('../../../templates/notices/', import.meta.url));

/** The templates of a case, by language and version. */
export interface NoticeTemplates {
  /** The template of a notice; large print has that of the plain version. */
  of(language: NoticeLanguage, version: NoticeVersion): NoticeTemplate;
  /** Text of each file as it was read, by its name: for the hash that approvals are bound to. */
  readonly files: ReadonlyMap<string, string>;
}

/** 'fr-plain.txt' */
export function templateFile(language: NoticeLanguage, version: WrittenVersion): string {
  return `${language}-${version}.txt`;
}

/** Names of all template files. */
export const TEMPLATE_FILES: readonly string[] = NOTICE_LANGUAGES.flatMap((language) =>
  WRITTEN_VERSIONS.map((version) => templateFile(language, version)),
);

/**
 * The templates of a case, or the default ones where the case has none of its own ('' for the default ones only).
 * Throws NoticeFilesError with everything that is wrong with all of them.
 */
export async function loadTemplates(caseFolder: string): Promise<NoticeTemplates> {
  const files = new Map<string, string>();
  for (const name of TEMPLATE_FILES) files.set(name, (await readNoticeText(caseFolder, name)).text);
  return parseTemplates(files);
}

/** Templates from the texts of their files (all of TEMPLATE_FILES). Throws NoticeFilesError. */
export function parseTemplates(files: ReadonlyMap<string, string>): NoticeTemplates {
  const templates = new Map<string, NoticeTemplate>();
  const faults: NoticeFault[] = [];
  for (const [name, text] of files) {
    const parsed = parseTemplate(text, name);
    faults.push(...parsed.faults);
    if (parsed.template !== null) templates.set(name, parsed.template);
  }
  if (faults.length > 0) throw new NoticeFilesError(faults);
  return {
    files,
    of: (language, version) =>
      templates.get(templateFile(language, version === 'easy_read' ? 'easy_read' : 'plain'))!,
  };
}

/** The text of a file of which notices are made: the case's own, else the default one. */
export async function readNoticeText(
  caseFolder: string,
  name: string,
): Promise<{ readonly text: string; readonly own: boolean }> {
  const own = caseFolder === '' ? null : await ownText(join(caseFolder, NOTICES_FOLDER, name));
  return { text: own ?? (await readFile(join(DEFAULT_FOLDER, name), 'utf8')), own: own !== null };
}

/** Takes a text as a template of the case: whole or not at all. Throws NoticeFilesError with everything that is wrong with it. */
export async function saveTemplate(caseFolder: string, name: string, text: string): Promise<void> {
  const { faults } = parseTemplate(text, name);
  if (faults.length > 0) throw new NoticeFilesError(faults);
  const folder = join(caseFolder, NOTICES_FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    throw fromSystemError(error, folder);
  });
  await writeDurably(join(folder, name), text);
}

async function ownText(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw fromSystemError(error, path);
  }
}

/** SHA-256 over all that changes what notices say and look like: the templates and the layout. */
export async function textsVersion(templates: NoticeTemplates): Promise<string> {
  const hash = createHash('sha256');
  for (const [name, text] of [...templates.files, ...(await layoutFiles())])
    hash.update(`${name}\0${Buffer.byteLength(text)}\0`).update(text);
  return hash.digest('hex');
}

/** SHA-256 over all that notices are made of beside what is said of each person: templates, layout and what the hospital states. */
export async function textsHash(templates: NoticeTemplates, statement: HospitalStatement): Promise<Buffer> {
  const version = await textsVersion(templates);
  return createHash('sha256').update(version).update(JSON.stringify(statement)).digest();
}

async function layoutFiles(): Promise<(readonly [string, string])[]> {
  const names = (await readdir(LAYOUT_FOLDER)).filter((name) => !name.endsWith('.test.ts')).sort();
  return await Promise.all(
    names.map(async (name) => [name, await readFile(join(LAYOUT_FOLDER, name), 'utf8')] as const),
  );
}

/** Copies default files into the case, where they are edited; a file that is there already stays as it is. Gives the names of those copied. */
export async function copyDefaults(caseFolder: string, names = TEMPLATE_FILES): Promise<string[]> {
  const folder = join(caseFolder, NOTICES_FOLDER);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const copied: string[] = [];
    for (const name of names) {
      const target = join(folder, name);
      if (await exists(target)) continue;
      await copyFile(join(DEFAULT_FOLDER, name), target);
      copied.push(name);
    }
    return copied;
  } catch (error) {
    throw fromSystemError(error, folder);
  }
}

async function exists(path: string): Promise<boolean> {
  return await stat(path).then(
    () => true,
    () => false,
  );
}
