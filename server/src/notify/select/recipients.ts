import type { Recipient } from '@constat/contract/campaign.ts';
import type { NoticeVariant } from '../noticeContent.ts';

/** Whose name and address stand in the window: of the patient himself, or of somebody who stands for him. */
export const SEATS = ['person', 'first', 'second', 'guardian', 'curator'] as const;
export type Seat = (typeof SEATS)[number];

const SEAT_OF_VARIANT: Readonly<Record<NoticeVariant, Seat>> = {
  person: 'person',
  representative: 'first',
  guardian: 'guardian',
  curator: 'curator',
};

/** Where a notice goes, by its recipient and whom it addresses. */
export function seatOf(recipient: Recipient, variant: NoticeVariant): Seat {
  return recipient === 'parent2' ? 'second' : SEAT_OF_VARIANT[variant];
}
