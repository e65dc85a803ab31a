import type { FormatSample } from './sample.ts';

export const sample: FormatSample = {
  file: 'agenda.ics',
  bytes: Buffer.from(
    [
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'X-WR-CALNAME:Consultations',
      'BEGIN:VEVENT',
      'DTSTART;TZID=Europe/Paris:20160314T090000',
      'SUMMARY:RDV Mme EXEMPLE Jeanne',
      'DESCRIPTION:Née le 14/07/1984\\nIPP 00845',
      ' 12',
      'ATTENDEE;CN="Secrétariat";ROLE=CHAIR:mailto:secretariat@hopital.example',
      'BEGIN:VALARM',
      'DESCRIPTION:rappel',
      'END:VALARM',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ].join('\r\n'),
  ),
  texts: [
    'Consultations',
    'Objet : RDV Mme EXEMPLE Jeanne',
    'Début : 14/03/2016 09:00',
    'IPP 0084512',
    'Secrétariat <secretariat@hopital.example>',
  ],
};
