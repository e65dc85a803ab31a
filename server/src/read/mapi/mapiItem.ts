import type { MapiProperties } from './mapiProperties.ts';

/** An item of Outlook, however it is stored: in a .msg file, in a mailbox (PST, OST), in a winmail.dat (TNEF). */
export interface MapiItem {
  readonly properties: MapiProperties;
  readonly recipients: readonly MapiProperties[];
  readonly attachments: readonly MapiAttachment[];
  /** Whether something of it could not be read where it was stored. */
  readonly damaged: boolean;
}

/** A file or an item that hangs on an item. */
export interface MapiAttachment {
  readonly properties: MapiProperties;
  /** The file; null for an attached item and for one that is only pointed to. */
  readonly data: MapiData | null;
  /** The attached item; null for a file. Throws ReadFault when it cannot be read. */
  readonly item: (() => Promise<MapiItem>) | null;
}

/** Bytes that stay where they are until they are asked for. */
export interface MapiData {
  readonly size: number;
  /** Chunks in order; valid until the next one. May give fewer than `size` bytes where the store is damaged. */
  open(): AsyncIterable<Uint8Array>;
}

/** Items inside items are followed so deep where they must be written out together. */
export const ITEM_DEPTH_LIMIT = 16;
