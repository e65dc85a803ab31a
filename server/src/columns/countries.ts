/** ISO 3166 codes of what has French postcodes: France, its territories overseas, Monaco. */
const FRENCH_POST = new Set('FR MC GP MQ GF RE YT PM BL MF NC PF WF TF'.split(' '));
/** Codes that are no countries to the post: unions and parts. */
const NO_COUNTRIES = new Set('EU UN EZ ZZ QO XA XB AC CP CQ DG EA IC TA'.split(' '));

/** ISO 3166-1: alpha-2 and alpha-3 codes, written together. The Unicode tables name the former and do not know the latter. */
const ISO_CODES =
  'ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW AXALA AZAZE BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM ' +
  'BMBMU BNBRN BOBOL BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CUCUB CVCPV ' +
  'CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM FOFRO FRFRA GAGAB GBGBR GDGRD ' +
  'GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR IMIMN ' +
  'ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA ' +
  'LRLBR LSLSO LTLTU LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI ' +
  'MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK PLPOL PMSPM PNPCN PRPRI ' +
  'PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD ' +
  'STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY ' +
  'UZUZB VAVAT VCVCT VEVEN VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM YEYEM YTMYT ZAZAF ZMZMB ZWZWE';

/** Code officiel géographique of the INSEE (2025): what stands behind '99' ('99352'), with the ISO code; those that stand for several territories mean none. 100 is France. */
const INSEE_CODES =
  '100FR 101DK 102IS 103NO 104SE 105FI 106EE 107LV 108LT 109DE 110AT 111BG 112HU 113LI 114RO 116CZ 117SK 118BA 119HR 120ME 121RS 122PL 123RU 125AL 126GR 127IT ' +
  '128SM 129VA 130AD 131BE 132GB 133GI 134ES 135NL 136IE 137LU 138MC 139PT 140CH 144MT 145SI 148BY 151MD 155UA 156MK 157XK 158FO 160AX 201SA 203IQ 204IR 205LB 206SY 207IL ' +
  '208TR 212AF 213PK 214BT 215NP 216CN 217JP 219TH 220PH 222JO 223IN 224MM 225BN 226SG 227MY 229MV 230HK 231ID 232MO 234KH 235LK 236TW 238KP 239KR 240KW 241LA ' +
  '242MN 243VN 246BD 247AE 248QA 249BH 250OM 251YE 252AM 253AZ 254CY 255GE 256KZ 257KG 258UZ 259TJ 260TM 261PS 262TL 301EG 302LR 303ZA 304GM 306SH 309TZ 310ZW ' +
  '311NA 312CD 314GQ 315ET 316LY 317ER 318SO 321BI 322CM 323CF 324CG 326CI 327BJ 328GA 329GH 330GN 331BF 332KE 333MG 334MW 335ML 336MR 337NE 338NG 339UG 340RW ' +
  '341SN 342SL 343SD 344TD 345TG 346ZM 347BW 348LS 349SS 350MA 351TN 352DZ 389EH 390MU 391SZ 392GW 393MZ 394ST 395AO 396CV 397KM 398SC 399DJ 401CA 404US 405MX ' +
  '406CR 407CU 408DO 409GT 410HT 411HN 412NI 413PA 414SV 415AR 416BR 417CL 418BO 419CO 420EC 421PY 422PE 423UY 424VE 426JM 428GY 429BZ 430GL 431AW 433TT 434BB 435GD ' +
  '436BS 437SR 438DM 439LC 440VC 441AG 442KN 443BQ 444CW 445SX 501AU 502NZ 503PN 506WS 507NR 508FJ 509TO 510PG 511TV 512SB 513KI 514VU 515MH 516FM 517PW 520CK 521NU';

/** What people write beside the names of the Unicode tables, by ISO code. */
const OTHER_NAMES: Readonly<Record<string, readonly string[]>> = {
  FR: ['France métropolitaine', 'République française'],
  GB: ['Angleterre', 'Grande-Bretagne', 'UK', 'England', 'Écosse', 'Pays de Galles', 'Great Britain'],
  US: ['USA', 'États-Unis d’Amérique', 'United States of America'],
  NL: ['Hollande', 'Holland'],
  CZ: ['République tchèque', 'Czech Republic'],
  CD: ['République démocratique du Congo', 'RDC', 'Zaïre'],
  CG: ['Congo', 'Congo-Brazzaville'],
  CI: ['Ivory Coast'],
  CH: ['Confédération helvétique'],
};

/** All codes of two letters that the Unicode tables name and that are countries or territories to the post. */
const CODES: readonly string[] = regionCodes();

function regionCodes(): string[] {
  const letters = Array.from({ length: 26 }, (_, i) => String.fromCharCode(65 + i));
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !NO_COUNTRIES.has(code) && isInForce(code) && nameOf(code, 'fr') !== code);
}

/** Whether a code stands for itself: 'DD' and 'YU' are countries that there are no more, 'UK' is written GB. */
function isInForce(code: string): boolean {
  return new Intl.Locale(`und-${code}`).region === code;
}

function nameOf(code: string, language: string): string {
  return new Intl.DisplayNames(language, { type: 'region' }).of(code) ?? code;
}

const BY_NAME: ReadonlyMap<string, string> = new Map(
  CODES.flatMap((code) =>
    [nameOf(code, 'fr'), nameOf(code, 'en'), ...(OTHER_NAMES[code] ?? [])].map((name): [string, string] => [
      nameKey(name),
      code,
    ]),
  ),
);
const BY_CODE: ReadonlyMap<string, string> = new Map([
  ...CODES.map((code): [string, string] => [code, code]),
  ...ISO_CODES.split(' ').map((codes): [string, string] => [codes.slice(2), codes.slice(0, 2)]),
  ...INSEE_CODES.split(' ').map((codes): [string, string] => [`99${codes.slice(0, 3)}`, codes.slice(3)]),
]);

/** The ISO 3166 code (two letters) of a country by its name, in French or English; null for what is none. Codes are no names. */
export function countryByName(name: string): string | null {
  return BY_NAME.get(nameKey(name)) ?? null;
}

/** The ISO 3166 code (two letters) that a cell of a column of countries means: a code of two or three letters, one of the INSEE ('99352'), or a name; null where it means none. */
export function parseCountry(text: string): string | null {
  const trimmed = text.trim();
  return BY_CODE.get(trimmed.toUpperCase()) ?? countryByName(trimmed);
}

/** Whether letters to a country (its ISO code) are addressed as in France: by its postcodes, without the country's name. */
export function hasFrenchPost(code: string): boolean {
  return FRENCH_POST.has(code);
}

/** The name of a country (its ISO code) in French, as people write it. */
export function countryName(code: string): string {
  return nameOf(code, 'fr');
}

/** All countries and territories, by ISO code. */
export const COUNTRY_CODES: readonly string[] = CODES;

/** A name without accents, case and signs. */
function nameKey(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
