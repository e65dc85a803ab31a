/** Formats of Tika's documents that the product does not set out to read: they are listed as unsupported or no document. */
export const UNNAMED =
  /\.(?:arc|arc\.gz|warc\.gz|dgn|hdr|hwp|idml|m4a|mp3|mpp|nc|one|prt|pub|sas7bdat|sz|tsd|webarchive|zlib)$|^http-response$/;

const EXCEPTION = 'text of an exception';
const METADATA = 'metadata of Tika';
const MOCK = 'what a mock of Tika makes of it';
const ROUNDING = 'rounded as Java does: Excel shows 3%';
const ELSEWHERE = 'text of another document of that test';
const OPTION = 'what one option of Tika makes of it';

/** Strings that Tika's tests find in its output though they are no text of the file, with the reason. */
export const NO_TEXT: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'example.xml': { 'text/xml': METADATA },
  'testEXCEL-formats.xls': { '2%': ROUNDING },
  'testEXCEL-formats.xlsx': { '2%': ROUNDING },
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
  'testPDF_bookmarks.pdf': {
    'OCR-PAGE-1-TEXT': MOCK,
    'to: John Doe': ELSEWHERE,
    'xpackaging: Yes': ELSEWHERE,
    '123 Main St.': ELSEWHERE,
  },
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

const AT_TWENTY_PAST_FOUR = ['17/05/2007 04:20'];

/** The same datum as we write it: dates in the French way, phones as they stand in the document, numbers as they are stored. */
export const OTHERWISE_WRITTEN: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'testEXCEL-formats.xls': {
    '17-May-07': ['17/05/2007'],
    '10/3/09': ['03/10/2009'],
    '1/19/08 4:35': ['19/01/2008 04:35'],
    'At 4:20 AM on Thursday May 17, 2007': AT_TWENTY_PAST_FOUR,
  },
  'testEXCEL-formats.xlsx': {
    '17-May-07': ['17/05/2007'],
    'At 4:20 AM on Thursday May 17, 2007': AT_TWENTY_PAST_FOUR,
  },
  'testEXCEL2003.xml': { 'Col1 Col2 Col3 Col4 string 1 1.10': ['Col1 Col2 Col3 Col4 string 1 1.1'] },
  'testPST.pst': { '2014-02-26': ['26/02/2014'] },
  'testPhoneNumberExtractor.odt': {
    '9496666666': ['(949) 666 - 6666'],
    '9495555555': ['ninefourninefive5fivefive5fivefive'],
    '4193404645': ['4-1-9-3-4-0-4-6-4-5'],
    '9044687081': ['[9][0][4]  [4][6][8]  [7][0][8][1]'],
    '2604094811': ['TwO/6/zERo-FouR/0/NiNe-4/eIgHt/1/One'],
  },
  'testEXCEL_dateFormats.xls': { '2018-09-20': ['20/09/2018'], '1996-08-10': ['10/08/1996'] },
  'testEXCEL_dateFormats.xlsx': { '2018-09-20': ['20/09/2018'], '1996-08-10': ['10/08/1996'] },
};

/** Passwords that Tika's tests give. */
export const PASSWORDS = ['tika', 'password', '    '];

/** Why strings are missing, where that is known. */
export const KNOWN_MISSES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'testHTML_embedded_img_in_js.html': { 'moscow-birds': 'in a script' },
  'testHTML_embedded_data_uri_js.html': { "alert( 'Hello, world!' );": 'in a script' },
  'testSrcDoc.html': { 'this is the iframe content': 'a page in an attribute' },
  'testPDFPackage.pdf': { 'app.viewerVersion': 'in a script' },
  'testPDF_multiFormatEmbFiles.pdf': {
    'mac embedded': 'another file of the same attachment',
    'dos embedded': 'another file of the same attachment',
    'unix embedded': 'another file of the same attachment',
  },
  'testPDF_twoAuthors.pdf': { 'Sample Author 2': 'in XMP metadata' },
  'testPPT_groups.ppt': { smart1: 'SmartArt of an old presentation' },
  'testHoverAndVml.docx': { 'http://vml.example.org/shape-link': 'address of a link' },
  'testXPS_various.xps': { INetCache: 'address of a link' },
};
