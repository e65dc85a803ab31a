import type { MapiItem } from '../mapi/mapiItem.ts';
import { MapiProperties } from '../mapi/mapiProperties.ts';
import { nameMap } from '../mapi/msgItem.ts';
import { Heap } from './heap.ts';
import { type PropertyNames, readProperties } from './propertyContext.ts';
import type { PstFile, PstNode } from './pstFile.ts';
import { readPstItem } from './pstItem.ts';

/** Nodes that every file has (MS-PST 2.4.1), and types of nodes: the lower five bits of their ids. */
const MESSAGE_STORE = 0x21;
const NAME_MAP = 0x61;
const ROOT_FOLDER = 0x122;
const NODE_TYPE = { folder: 0x02, message: 0x04, associated: 0x08 } as const;

const DISPLAY_NAME = 0x3001;
/** Id of the folder that Outlook shows as the mailbox. */
const SHOWN_FOLDER = 0x35e0;
const ENTRY_ID_NODE = 20;
/** Names of the folders above what is shown, where the file does not say which these are (OST). */
const ABOVE_SHOWN = /^(?:|IPM_SUBTREE|Root - (?:Mailbox|Public)|Common Views|Finder)$/;
const FOLDER_DEPTH = 64;
const MESSAGE_LIMIT = 5_000_000;

/** An item of a mailbox and the name by which a person finds it: its folder's path and its number in there, 'Boîte de réception/message-3'. */
export interface StoredItem {
  readonly name: string;
  readonly nid: number;
}

/** A mailbox: folders and items of a PST or OST file (MS-PST 2.4, the messaging layer). */
export class PstStore {
  readonly #file: PstFile;
  readonly #names: PropertyNames;
  readonly #shown: number;
  /** Folders by id: the node's parent and, once asked for, the path. */
  readonly #folders = new Map<number, { readonly node: PstNode; path: string | null }>();

  private constructor(file: PstFile, names: PropertyNames, shown: number) {
    this.#file = file;
    this.#names = names;
    this.#shown = shown;
  }

  static async open(file: PstFile): Promise<PstStore> {
    return new PstStore(file, await readNameMap(file), await shownFolder(file));
  }

  /**
   * All items in the order of their ids, which is that of their arrival. They are found by their nodes and not by the tables of the folders: so an item
   * whose folder lost it, or is lost itself, is listed too (in 'recovered').
   */
  async *items(): AsyncGenerator<StoredItem> {
    const messages: { nid: number; parent: number }[] = [];
    for await (const node of this.#file.nodes()) {
      const type = node.nid & 0x1f;
      if (type === NODE_TYPE.folder) this.#folders.set(node.nid, { node, path: null });
      else if (type === NODE_TYPE.message || type === NODE_TYPE.associated)
        messages.push({ nid: node.nid, parent: node.parent });
      if (messages.length >= MESSAGE_LIMIT) break;
    }
    const counts = new Map<string, number>();
    for (const { nid, parent } of messages) {
      const kind = (nid & 0x1f) === NODE_TYPE.message ? 'message' : 'associated';
      const path = `${await this.#pathOf(parent)}${kind}`;
      const ordinal = (counts.get(path) ?? 0) + 1;
      counts.set(path, ordinal);
      yield { name: `${path}-${ordinal}`, nid };
    }
  }

  /** The item of a node. Throws ReadFault. */
  async item(nid: number): Promise<MapiItem | null> {
    const node = await this.#file.node(nid);
    return node === null ? null : await readPstItem(this.#file, node, this.#names);
  }

  /** Path of a folder with '/' behind it. */
  async #pathOf(nid: number, depth = 0): Promise<string> {
    if (nid === ROOT_FOLDER || nid === this.#shown) return '';
    const folder = this.#folders.get(nid);
    if (folder === undefined || depth >= FOLDER_DEPTH) return 'recovered/';
    if (folder.path !== null) return folder.path;
    // A folder inside itself ends here.
    folder.path = 'recovered/';
    const name = await this.#folderName(folder.node);
    const above = await this.#pathOf(folder.node.parent, depth + 1);
    folder.path = ABOVE_SHOWN.test(name) ? above : `${above}${name}/`;
    return folder.path;
  }

  async #folderName(node: PstNode): Promise<string> {
    const properties = await propertiesOf(this.#file, node, this.#names);
    return properties.text(DISPLAY_NAME).replaceAll('/', '∕').slice(0, 200);
  }
}

async function propertiesOf(
  file: PstFile,
  node: PstNode | null,
  names: PropertyNames,
): Promise<MapiProperties> {
  const heap = node === null ? null : await Heap.open(file, node);
  return new MapiProperties(heap === null ? [] : await readProperties(heap, names));
}

/** The names of the properties from 0x8000 on (MS-PST 2.4.7). */
async function readNameMap(file: PstFile): Promise<PropertyNames> {
  const properties = await propertiesOf(file, await file.node(NAME_MAP), new Map());
  const [sets, entries, strings] = [2, 3, 4].map((id) => Buffer.from(properties.binary(id) ?? []));
  return nameMap(entries!, sets!, strings!);
}

async function shownFolder(file: PstFile): Promise<number> {
  const store = await propertiesOf(file, await file.node(MESSAGE_STORE), new Map());
  const entryId = store.binary(SHOWN_FOLDER);
  if (entryId === null || entryId.length < ENTRY_ID_NODE + 4) return 0;
  return new DataView(entryId.buffer, entryId.byteOffset).getUint32(ENTRY_ID_NODE, true);
}
