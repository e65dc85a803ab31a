import type { FormatSample } from './sample.ts';

const pdf = Buffer.from('%PDF-1.4\nun document').toString('base64');

export const sample: FormatSample = {
  file: 'a.xml',
  bytes: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>
<ClinicalDocument xmlns="urn:hl7-org:v3">
  <title>Compte rendu</title>
  <effectiveTime value="20220503"/>
  <recordTarget><patientRole><id extension="0084512" root="1.2.250.1.999.1"/><id extension="284079122899953" root="1.2.250.1.213.1.4.8"/>
    <addr><houseNumber>12</houseNumber><streetName>RUE DES LILAS</streetName><postalCode>91100</postalCode><city>CORBEIL-ESSONNES</city></addr>
    <telecom value="tel:0199001234"/>
    <patient><name><family qualifier="BR">EXEMPLE</family><family qualifier="CL">TESTARD</family><given>Jeanne Marie</given><given qualifier="BR">Jeanne</given></name>
    <administrativeGenderCode code="F"/><birthTime value="19840714"/></patient></patientRole></recordTarget>
  <author><assignedAuthor><assignedPerson><name><given>Paul</given><family>DOCTEUR</family></name></assignedPerson></assignedAuthor></author>
  <component><structuredBody><component><section><title>Conclusion</title><text><paragraph>Anémie à contrôler</paragraph></text>
  <entry><observationMedia><value mediaType="application/pdf" representation="B64">${pdf}</value></observationMedia></entry></section></component></structuredBody></component>
</ClinicalDocument>`),
  texts: ['0084512', 'EXEMPLE', 'TESTARD', '12 RUE DES LILAS', 'Anémie à contrôler', '19840714'],
  members: ['document-1.pdf'],
};
