/**
 * Version of reading, detection and linking together. Raised whenever one of them finds something else in the same bytes:
 * contents that an older version read are read again.
 */
export const ENGINE_VERSION = 6;

/**
 * Version of the recognition of scans alone. Raised when it finds another text in the same pages: then they are recognised again. A new
 * engine version takes the texts as they are kept.
 */
export const SCAN_VERSION = 1;
