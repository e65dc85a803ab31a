import { foldWords } from '../text/foldWords.ts';
import { CARE } from './columnCells.ts';
import { columnWords } from './columnWords.ts';

/** A register of births is one of care; a single birth is everybody's. */
const BIRTHS: ReadonlySet<string> = new Set(['NAISSANCES', 'ACCOUCHEMENTS', 'ACCOUCHEMENT']);

/** What treatments, examinations and the branches of medicine end with: 'HEMODIALYSE', 'CHIMIOTHERAPIE', 'NEPHROLOGIE'. */
const OF_MEDICINE =
  /(?:DIALYSE|THERAPIE|SCOPIE|ECTOMIE|PLASTIE|PATHIE|PEDIE|IATRIE|(?:CARDI|PNEUM|ONC|UR|NEPHR|RADI|GYNEC|NEUR|RHUMAT|DERMAT|HEMAT|OPHTALM|STOMAT|ENDOCRIN|DIABET|GASTR|HEPAT|ALLERG|INFECTI|PROCT|ANDR|CANCER|ANGI|BI|IMMUN|VIR|TOXIC|ADDICT|PSYCH|GERONT|TABAC|TRAUMAT)OLOGIE)S?$/;

/** What is said of people who take part in research: they are patients. */
const OF_RESEARCH = /^(?:CO)?INVESTIGAT(?:EUR|RICE)S?$|^INCLUSIONS?$|^RANDOMISATIONS?$/;

/** Words of wards, stays, medicine and research in a title. */
export function isAboutCare(titles: readonly string[]): boolean {
  return titles.some((title) =>
    columnWords(title).some((word) => isOfCare(word) || BIRTHS.has(word) || OF_RESEARCH.test(word)),
  );
}

/** Whether the name of a column says that its table is one of research. */
export function isOfResearch(name: string): boolean {
  return columnWords(name).some((word) => OF_RESEARCH.test(word));
}

/** A remark has so many bytes and words: a longer text says more than one thing. */
export const REMARK_BYTES = 40;
const REMARK_WORDS = 6;

/** Whether a short remark about somebody is one of stays, wards and medicine: 'patient HDJ mardi'. */
export function isCareRemark(remark: string): boolean {
  const words = foldWords(remark);
  return words.length <= REMARK_WORDS && words.some(isOfCare);
}

function isOfCare(word: string): boolean {
  return CARE.has(word) || OF_MEDICINE.test(word);
}
