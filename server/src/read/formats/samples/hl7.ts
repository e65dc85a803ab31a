import type { FormatSample } from './sample.ts';

const pdf = Buffer.from('%PDF-1.4\nun document').toString('base64');

export const sample: FormatSample = {
  file: 'a.hl7',
  bytes: Buffer.from(
    [
      '\u000bMSH|^~\\&|GAM|CH1|LAB|CH1|20220503081200||ORU^R01|000123|P|2.5^FRA^2.5|||||FRA|8859/15',
      'PID|||0084512^^^CH1&1.2.250.1.999.1&ISO^PI||EXEMPLE^JEANNE^JEANNE MARIE^^MME^^L~TESTARD^JEANNE^^^MME^^D||19840714|F|||12 BIS RUE DES LILAS^^CORBEIL ESSONNES^^91100^FRA^H||0199001234^PRN^PH',
      'NK1|1|TESTARD^PAUL|SPO||0199004321',
      'OBX|1|TX|CR^Compte rendu||Échographie \\T\\ scanner\\.br\\sans anomalie',
      `OBX|2|ED|PDF||^application^pdf^Base64^${pdf}`,
      '\u001c',
      'MSH|^~\\&|GAM|CH1|LAB|CH1|20220503081200||ADT^A01|000124|P|2.5',
      'PID|||0084513^^^CH1^PI||ESSAI^PAUL||1954|M',
    ].join('\r'),
  ),
  texts: ['0084512', 'EXEMPLE', 'TESTARD', '12 BIS RUE DES LILAS', 'Échographie & scanner', '1954'],
  members: ['OBX-1.pdf'],
};
