/** Formats of Tika's documents that the product does not set out to read: they are listed as unsupported or no document. */
export const UNNAMED =
  /\.(?:arc|arc\.gz|warc\.gz|dgn|hdr|hwp|idml|m4a|mp3|mpp|nc|one|prt|pub|sas7bdat|sz|tsd|webarchive)$|^http-response$/;

const EXCEPTION = 'text of an exception';
const METADATA = 'metadata of Tika';
const MOCK = 'what a mock of Tika makes of it';
const OPTION = 'what one option of Tika makes of it';

/** Strings that Tika's tests find in its output though they are no text of the file, with the reason. */
export const NO_TEXT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'example.xml': { 'text/xml': METADATA },
  'testContentStreamSpaceGlyphs.pdf': {
    '( )overlap': OPTION,
    '( overlap )': OPTION,
    '(                                      )overlap': OPTION,
  },
  'testOverlappingText.pdf': { 'Text the first timesecond time': OPTION },
  'testPDFTwoTextBoxes.pdf': {
    'Left column line 1 Right column line 1 Left colu mn line 2 Right column line 2': OPTION,
  },
  'testPDFVarious.pdf': { 'ABCDEE+Calibri': METADATA },
  'testPDF_bookmarks.pdf': { 'OCR-PAGE-1-TEXT': MOCK },
  'testRotated+10.png': { timeout: EXCEPTION },
  'testZipEncrypted.zip': {
    'EncryptedDocumentException: stream (encrypted.txt) is encrypted': EXCEPTION,
  },
  'testZip_with_DataDescriptor2.zip': {
    'InputStream must have > 0 bytes': EXCEPTION,
    'TikaException: XML parse error': EXCEPTION,
  },
  'test_recursive_embedded_npe.docx': { 'java.lang.NullPointerException': EXCEPTION },
};

/** The same datum as we write it: dates in the French way. */
export const OTHERWISE_WRITTEN: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'testEXCEL-formats.xls': {
    '17-May-07': ['17/05/2007'],
    '10/3/09': ['03/10/2009'],
    '1/19/08 4:35': ['19/01/2008 04:35'],
  },
  'testEXCEL-formats.xlsx': { '17-May-07': ['17/05/2007'] },
  'testEXCEL_dateFormats.xls': { '2018-09-20': ['20/09/2018'], '1996-08-10': ['10/08/1996'] },
  'testEXCEL_dateFormats.xlsx': { '2018-09-20': ['20/09/2018'], '1996-08-10': ['10/08/1996'] },
};

/** Passwords that Tika's tests give. */
export const PASSWORDS = ['tika', 'password', '    '];
