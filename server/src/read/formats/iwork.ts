import { LineBuilder } from '../emitLines.ts';
import { type Format, type Member, ReadFault, type Sink } from '../format.ts';
import { fieldsOf, type IwaMessage, iwaMessages } from '../office/iwaArchive.ts';
import { writeOldIwork } from '../office/iworkMarkup.ts';
import { OfficePackage } from '../office/officePackage.ts';
import { writeIworkTables } from '../office/iworkTables.ts';
import { readFileNames } from '../zipHead.ts';

const INDEX = /^(?:index\.(?:xml|apxl)(?:\.gz)?|Index\/Document\.iwa|Index\.zip)$/;
const ARCHIVES = /^Index\/.*\.iwa$/;
const ARCHIVE_LIMIT = 64 << 20;
/** A document under a password has its hint beside it. */
const LOCKED = /^\.iwph$/;

/** Types of messages that hold text: what is written, comments. */
const TEXT = 2001;
const COMMENT = 3056;

/** Pages, Numbers and Keynote: text and comments; the tables of Numbers as rows. Pictures and previews are members. */
export const iwork: Format = {
  name: 'iwork',
  recognise(head, extension) {
    if (head[0] !== 0x50 || head[1] !== 0x4b) return 0;
    const names = readFileNames(head);
    if (names.some((name) => /^Index\/.*\.iwa$|^index\.apxl/.test(name))) return 0.96;
    const isOld = names.some((name) =>
      /^(?:index\.xml|buildVersionHistory\.plist|QuickLook\/Preview\.pdf|Index\.zip)/.test(name),
    );
    const isNamed = /^(?:pages|numbers|key)$/.test(extension);
    return isOld ? (isNamed ? 0.95 : 0.85) : isNamed ? 0.7 : 0;
  },
  async read(source, sink, context) {
    const file = await OfficePackage.open(source, INDEX, context);
    if (file.matching(LOCKED).length > 0) throw new ReadFault('encrypted', 'password_needed');
    const lines = new LineBuilder(sink);
    await writeOldIwork(file, lines);
    await writeArchives(file, lines);
    await lines.end();
    await writeTables(file, sink);
    file.finish();
  },
  async *members(source, context): AsyncGenerator<Member> {
    for (const member of (await OfficePackage.open(source, INDEX, context)).members())
      if (
        !/\.(?:iwa|plist|apxl|gz|iwph|iwpv2)$/i.test(member.displayName) ||
        member.displayName.startsWith('Data/')
      )
        yield member;
  },
};

async function writeArchives(file: OfficePackage, lines: LineBuilder): Promise<void> {
  let isBegun = false;
  for (const name of file.matching(ARCHIVES))
    for (const message of iwaMessages(await file.bytes(name, ARCHIVE_LIMIT))) {
      const texts = textsOf(message);
      if (texts.length === 0) continue;
      if (!isBegun) await lines.page();
      isBegun = true;
      for (const text of texts)
        for (const line of text.split(/[\n\r\u2028\u2029]/)) {
          lines.text(line);
          lines.endLine();
        }
      await lines.flush();
    }
}

/** The texts of a message: field 3 of a storage of text (repeated), field 1 of a comment. */
function textsOf({ type, body }: IwaMessage): string[] {
  const wanted = type === TEXT ? 3 : type === COMMENT ? 1 : 0;
  if (wanted === 0) return [];
  return [...fieldsOf(body)].flatMap((field) =>
    field.number === wanted && field.body !== null ? [field.body.toString('utf8')] : [],
  );
}

async function writeTables(file: OfficePackage, sink: Sink): Promise<void> {
  const archives = new Map<string, Buffer>();
  for (const name of file.matching(ARCHIVES)) archives.set(name, await file.bytes(name, ARCHIVE_LIMIT));
  if (archives.size > 0) await writeIworkTables(archives, sink);
}
