import type { FormatSample } from './sample.ts';

const patient = {
  resourceType: 'Patient',
  id: 'p1',
  identifier: [
    { type: { coding: [{ code: 'PI' }] }, system: 'urn:oid:1.2.250.1.999.1', value: '0084512' },
    { system: 'urn:oid:1.2.250.1.213.1.4.8', value: '284079122899953' },
  ],
  name: [
    { use: 'official', family: 'EXEMPLE', given: ['JEANNE', 'MARIE'] },
    { use: 'usual', family: 'TESTARD', given: ['JEANNE'] },
  ],
  gender: 'female',
  birthDate: '1984-07-14',
  contact: [
    { name: { family: 'TESTARD', given: ['PAUL'] }, telecom: [{ system: 'phone', value: '0199004321' }] },
  ],
};
const condition = {
  resourceType: 'Condition',
  subject: { reference: 'Patient/p1' },
  code: { coding: [{ code: 'D64.9', display: 'Anémie' }] },
};
const document = {
  resourceType: 'DocumentReference',
  subject: { reference: 'Patient/p1' },
  content: [
    { attachment: { contentType: 'application/pdf', data: Buffer.from('%PDF-1.4').toString('base64') } },
  ],
};

export const sample: FormatSample = {
  file: 'a.json',
  bytes: Buffer.from(
    JSON.stringify({
      resourceType: 'Bundle',
      type: 'collection',
      entry: [patient, condition, document].map((resource) => ({ resource })),
    }),
  ),
  texts: ['0084512', 'EXEMPLE', 'TESTARD PAUL', 'Anémie'],
  members: ['attachment-1.pdf'],
};
