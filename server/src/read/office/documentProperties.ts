import type { LineBuilder } from '../emitLines.ts';

/** One property of a document: what it says, and of what kind; or a custom one with a name of its own. */
export interface DocumentProperty {
  readonly kind: PropertyKind | 'custom';
  /** Name of a custom property. */
  readonly name?: string;
  readonly value: string;
}

/** Properties that may hold personal data. The labels are those that the linking of text knows: an author is no patient. */
const LABELS = {
  title: 'Titre',
  subject: 'Sujet',
  author: 'Auteur',
  keywords: 'Mots-clés',
  comments: 'Commentaires',
  template: 'Modèle',
  lastAuthor: 'Saisi par',
  category: 'Catégorie',
  manager: 'Responsable',
  company: 'Société',
  status: 'État',
} as const;

export type PropertyKind = keyof typeof LABELS;

/** Names of custom properties without anything about the document: ids and settings of programs. */
const TECHNICAL =
  /^(?:_|ContentTypeId$|MediaServiceImageTags$|KSOProductBuildVer$|ICV$|MSIP_Label_|Order$|Generator$|AppVersion$)/;

/** Writes the properties of a document as lines 'Titre : …' in a part of their own; nothing when there are none. */
export async function writeProperties(
  lines: LineBuilder,
  properties: readonly DocumentProperty[],
): Promise<void> {
  const shown = properties.filter(({ value }) => value.trim() !== '' && value.length < 100_000);
  if (shown.length === 0) return;
  await lines.part('properties');
  for (const property of shown) {
    const label = property.kind === 'custom' ? (property.name ?? '') : LABELS[property.kind];
    if (property.kind === 'custom' && TECHNICAL.test(label)) continue;
    lines.text(`${label} : ${property.value}`);
    lines.newline();
  }
  await lines.flush();
}
