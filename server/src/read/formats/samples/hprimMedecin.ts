import type { FormatSample } from './sample.ts';

function report(surname: string, birthDate: string, text: string): string[] {
  return [
    '0084512', surname, 'JEANNE', '12 BIS RUE DES LILAS', '', '91100 CORBEIL ESSONNES', birthDate, '2840791228999 53',
    'B2203154', '03/05/2022', '10999999997 LABO DES ESSAIS', '10999999997 DR TESTARD', '', text,
  ]; // prettier-ignore
}

export const sample: FormatSample = {
  file: 'a.hpm',
  bytes: Buffer.from(
    [
      ...report('EXEMPLE', '14/07/1984', 'Anémie à contrôler'),
      '****FIN****',
      ...report('ESSAI', '01/02/60', 'Sans anomalie'),
      ...report('TROISIEME', '03/04/1970', 'Sans marque de fin'),
      '****FINFICHIER****',
    ].join('\r\n'),
    'latin1',
  ),
  texts: [
    'EXEMPLE',
    'ESSAI',
    'TROISIEME',
    '91100 CORBEIL ESSONNES',
    'Anémie à contrôler',
    'Sans marque de fin',
  ],
};
