import { localName, type MarkupHandler } from '../parseMarkup.ts';
import type { DocumentProperty, PropertyKind } from './documentProperties.ts';
import type { OfficePackage } from './officePackage.ts';

const PARTS = /^docProps\/[^/]*\.xml$|^package\/services\/metadata\/core-properties\/[^/]*\.psmdcp$/;

/** Elements of docProps/core.xml and app.xml (ECMA-376, part 2, 11 and part 1, 22.2). */
const KINDS: Record<string, PropertyKind> = {
  title: 'title',
  subject: 'subject',
  creator: 'author',
  keywords: 'keywords',
  description: 'comments',
  lastModifiedBy: 'lastAuthor',
  category: 'category',
  contentStatus: 'status',
  Manager: 'manager',
  Company: 'company',
  Template: 'template',
  // Office 2003 in XML.
  Title: 'title',
  Subject: 'subject',
  Author: 'author',
  Keywords: 'keywords',
  Description: 'comments',
  LastAuthor: 'lastAuthor',
  Category: 'category',
};

/** Title, author, comments, custom properties … of a document of Office 2007 or later. */
export async function readPackageProperties(file: OfficePackage): Promise<DocumentProperty[]> {
  const properties: DocumentProperty[] = [];
  for (const name of file.matching(PARTS)) await file.parse(name, propertyHandler(properties));
  return properties;
}

/** Gathers the properties of one part (or section of Office 2003 in XML); a custom one has its name in an attribute and its value in an element. */
export function propertyHandler(properties: DocumentProperty[]): MarkupHandler {
  let kind: PropertyKind | 'custom' | null = null;
  let name = '';
  let value = '';
  return {
    open(tag, attributes) {
      const local = localName(tag);
      if (local === 'property') {
        kind = 'custom';
        name = attributes['name'] ?? '';
        value = '';
      } else if (kind !== 'custom') {
        kind = KINDS[local] ?? null;
        value = '';
      }
    },
    text(text) {
      if (kind !== null && value.length < 100_000) value += text;
    },
    close(tag) {
      const local = localName(tag);
      if (kind === 'custom' ? local === 'property' : kind !== null && KINDS[local] === kind) {
        properties.push(kind === 'custom' ? { kind, name, value } : { kind: kind!, value });
        kind = null;
      }
    },
  };
}
