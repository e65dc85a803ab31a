import { type CampaignSettings, campaignSettingsSchema } from '@constat/contract/campaign.ts';
import { CaseError } from '../../case/caseError.ts';

/**
 * The rules of the plan before with what is changed; ages count for `today` (YYYY-MM-DD) unless a day is given. Throws CaseError('settings_malformed') with
 * the name of the rule.
 */
export function changeSettings(
  before: CampaignSettings | null,
  changes: object,
  today: string,
): CampaignSettings {
  const parsed = campaignSettingsSchema.safeParse({ ...before, day: today, ...changes });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const named = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : (issue?.path.join('.') ?? '');
  throw new CaseError('settings_malformed', named);
}
