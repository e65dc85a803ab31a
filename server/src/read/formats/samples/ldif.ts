import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'carnet.ldif',
  bytes: Buffer.from(
    [
      'version: 1',
      '',
      'dn: cn=EXEMPLE Jeanne,mail=jeanne.exemple@poste.example',
      'objectclass: inetOrgPerson',
      'cn: EXEMPLE Jeanne',
      'sn: EXEMPLE',
      `givenName:: ${Buffer.from('Jérôme').toString('base64')}`,
      'mail: jeanne.exemple@poste.ex',
      ' ample',
      '',
      'dn: cn=TESTARD',
      'cn: TESTARD',
      '',
    ].join('\n'),
  ),
  texts: ['EXEMPLE Jeanne', 'Jérôme', 'jeanne.exemple@poste.example', 'TESTARD'],
};
