import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'a.hpr',
  bytes: Buffer.from(
    [
      'H|~^\\&|ESSAI.HPR||LAB1~LABO DES ESSAIS||ORU|||CH1~CENTRE HOSPITALIER||P|H2.1~C|202205031659',
      'P|1|0084512|B2203154||TESTARD~JEANNE|EXEMPLE|19840714|F||12 BIS RUE DES LILAS~~CORBEIL ESS',
      'A|ONNES~~91100||0199001234',
      'OBR|1|S1~|~B2203154|NFS~NUMERATION~L|||202205030812',
      'OBX|1|NM|HGB~Hemoglobine~L||9.1|g/dL|12.0 - 16.0|B|||F',
      'C|1|L|An\xe9mie \xe0 contr\xf4ler',
      'L|1',
    ].join('\r\n'),
    'latin1',
  ),
  texts: ['0084512', 'EXEMPLE', 'TESTARD', 'CORBEIL ESSONNES', 'Hemoglobine', 'Anémie à contrôler'],
};
