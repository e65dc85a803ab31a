import type { LineBuilder } from '../emitLines.ts';
import { localName, type MarkupHandler } from '../parseMarkup.ts';
import type { OfficePackage } from './officePackage.ts';

/** Data that programs bind to a document: whole records of the program that wrote it. */
const CUSTOM_DATA = /^customXml\/item\d*\.xml$/;
const SETTINGS = 'word/settings.xml';

/** Writes the variables of a document and the data bound to it, as lines 'name : value'. */
export async function writeCustomData(file: OfficePackage, lines: LineBuilder): Promise<void> {
  await writeValues('variables', [SETTINGS], variableHandler, file, lines);
  await writeValues('custom data', file.matching(CUSTOM_DATA), leafHandler, file, lines);
}

type Add = (name: string, value: string) => void;

async function writeValues(
  part: string,
  names: readonly string[],
  handlerOf: (add: Add) => MarkupHandler,
  file: OfficePackage,
  lines: LineBuilder,
): Promise<void> {
  let isBegun = false;
  const add: Add = (name, value) => {
    if (value.trim() === '') return;
    if (!isBegun) lines.nextPart(part);
    isBegun = true;
    lines.text(`${name} : ${value}`);
    lines.newline();
  };
  for (const name of names) await file.parse(name, handlerOf(add), () => lines.flushLines());
}

/** <w:docVar w:name="IPP" w:val="0084512"/> */
function variableHandler(add: Add): MarkupHandler {
  return {
    open(name, attributes) {
      if (localName(name) === 'docVar') add(attributes['w:name'] ?? '', attributes['w:val'] ?? '');
    },
  };
}

/** Elements without elements inside. */
function leafHandler(add: Add): MarkupHandler {
  let text = '';
  return {
    open: () => void (text = ''),
    text: (more) => void (text += more),
    close(name) {
      add(localName(name), text);
      text = '';
    },
  };
}
