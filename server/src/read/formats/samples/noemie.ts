import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'retour.noe',
  bytes: Buffer.from(
    '000CP0000910999994   NOEMIE578@020284079122899953EXEMPLE JEANNE 19840714@110PAIEMENT 000012345@990000001@999@',
  ),
  texts: ['020284079122899953EXEMPLE JEANNE 19840714\n110PAIEMENT'],
};
