import { type Flag, RISKS } from '@constat/contract/campaign.ts';

/** Whether somebody of these flags is at risk. */
export function isAtRisk(flags: ReadonlySet<Flag>): boolean {
  return RISKS.some((risk) => flags.has(risk));
}
