/**
 * Version of reading, detection and linking together. Raised whenever one of them finds something else in the same bytes:
 * contents that an older version read are read again.
 */
export const ENGINE_VERSION = 2;
