import type { MethodWords } from './methodWords.ts';

export const methodEn: MethodWords = {
  title: 'How the persons concerned were counted',
  subtitle: 'Method statement, to be annexed to the notification of a personal data breach',
  result: {
    title: 'The result',
    bounded:
      'To be read with this figure: files that were read and in which somebody was missed, at most {} (95%, sample {}); items not read, or not wholly: {}.',
    unbounded:
      'To be read with this figure: what was missed in files that were read is not bounded (no sample); items not read, or not wholly: {}.',
    unit: 'The unit of the count is the person in the hospital’s patient register. A person is concerned where at least one stolen file means him or her and shows some datum.',
    rings:
      'A person is called certain from a probability of 0.95 on, probable from 0.5 on, possible below; possible persons are not part of the breakdowns.',
    shared:
      'A surname alone in a list, with a civility, an initial or an age, may mean any patient who bears it; sex, initial and age leave some of them. Where none of these is probable, nobody is counted one by one: the mention adds to the expected number the probability that a patient is meant at all, times the share, among the patients named clearly in the same files, of those who stand in no other (beta-binomial law, with Jeffreys’s prior).',
    interval:
      'The expected number is the sum of the column expected_share of the persons export, and of what is expected of mentions of common names only ({}). That column is the individual probability, save that namesakes share a mention by what other files tell of each, that several numbers of one person count once, and that 0.9999 and more counts as 1. The 95% interval is that of the Poisson-binomial law. Where a passage may mean several namesakes, the one of whom other files surely tell counts as the likelier (gamma-Poisson law of the mentions a patient). The interval covers the uncertainty of matches, and that alone: neither persons who were missed in files that were read, nor files that were not read.',
    relation: 'Data exposed, among the certain and probable persons:',
  },
  corpus: {
    title: 'The files',
    columns: ['source', 'received', 'files', 'with contents', 'size'],
    hash: 'Hash (SHA-256) of each delivery:',
    recompute:
      "The hash of a delivery can be computed again in its folder: find . -type f -printf '%P\\0' | LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum",
    without: 'Files of which no hash could be taken, and which are not part of this: {}.',
    distinct: '{} item[s] in all, {}: what is there several times is read once.',
    countDistinct: '{} distinct content[s]',
  },
  register: {
    title: 'The patient register',
    columns: ['imported', 'patients', 'oddities', 'hash (SHA-256)'],
    last: 'The register that was imported last counts. Oddities (wrong key of a social security number, same person under two numbers …) are imported and reported.',
  },
  read: {
    title: 'What was read, and what was not',
    note: 'Each item has one fate and one only. A file that was not read is not taken for clean: it stays apart from the count.',
  },
  protocol: {
    title: 'The method',
    steps: [
      'Listing: each file and each member of archives, mails and documents is listed with its hash.',
      'Reading: each content is recognised by its bytes, not by its extension, and read in an isolated process. What exceeds a limit (size, nesting, time) is read in part and reported as such.',
      'Detection: numbers, dates, names, addresses, phones, e-mails, bank accounts, medical words. Values are not kept, only their category and place; the text of scanned pages and the names of persons outside of the register stay sealed.',
      'Linking: each passage is compared with the register after Fellegi and Sunter (1969). Evidence for and against is weighed by how frequent it is in this register; namesakes and “somebody outside the register” share the probability.',
      'Counting: the probability of a person is the highest of his or her passages; a decision of reviewers goes before the probability.',
    ],
    circumstances: 'Severity per person after the ENISA method (2013), under these circumstances: {}.',
  },
  review: {
    title: 'Clerical review',
    rule: 'Uncertain matches are put to reviewers, those first whose answer changes the result most. An answer that adds somebody to those told, or takes somebody away, counts only if a second reviewer, who does not see the first answer, gives the same; where they disagree another reviewer decides.',
    moves:
      'Answers also correct the probabilities of matches of the same kind that were not reviewed, by band (Beta-binomial law; the model’s probability weighs as much as 10 answers), from 20 decisions in 5 contents on. Since the queue is no random drawing, this assumes that matches of one band are alike.',
    columns: ['evidence', 'band', 'decided', 'confirmed', 'mean probability', 'observed (95%)', 'applied'],
  },
  samples: {
    title: 'Control samples',
    rule: 'Files in which nobody was found are drawn by chance, stratum by stratum, and read by a person. The seed and the units drawn are kept; the drawing can be repeated. Bounds are exact (Clopper-Pearson) and do not go beyond what is possible: what was found and what was not read. Under “alone” each holds with 95% for its stratum taken alone; under “together” they hold with 95% for all strata of files at once (Bonferroni). They take it that nobody chose among what was drawn; the last column, which holds for all strata at once as well, takes for missed what was drawn and not read. A sample with a bad result is not replaced: it stays in this statement. Nor is an answer erased: those that were changed afterwards are listed, with the reason.',
    columns: [
      'stratum',
      'units',
      'read / drawn',
      'with somebody',
      'share missed, alone',
      'missed, alone',
      'missed, together',
      'unread missed',
    ],
    together: 'All strata of files together: at most {} file[s] missed (95%).',
    changeColumns: ['unit', 'stratum', 'found before', 'found after', 'changed', 'reason'],
  },
  recapture: {
    title: 'Two ways of finding compared',
    columns: ['unit', 'by a number', 'by name and birth', 'by both', 'estimate (95%)', 'share found'],
  },
  seeds: {
    title: 'Recall on invented patients',
    rule: 'Invented patients were planted in files of the same formats as those of the case, apart from the evidence, and searched for like the others. They are no patients of the hospital, are part of no count and were removed after the trial.',
    columns: ['identifier or format', 'planted', 'found', 'recall (95%)'],
  },
  undone: {
    title: 'What was not done',
    nothing: 'All checks that the method provides for were made.',
    noReview: 'No match was reviewed by a person.',
    noSecond: 'No match was read by two reviewers: their agreement is not measured.',
    noSample: 'No sample was drawn: what was missed in files that were read is not bounded.',
    sampleUnfinished:
      '{} drawn unit[s] of sample {} [were|was] not read: its bounds are also given with [these|this] taken for missed.',
    sampleOutdated: 'The last sample is older than the present state of the count.',
    strataUnsampled: 'Strata of which nothing was drawn in the last sample: {}.',
    noPatientSample: 'No sample of patients said not to be concerned was looked for.',
    noSeeds: 'Recall was not measured on invented patients.',
    seedsOutdated:
      'The last trial with invented patients is older than the version of the engine that read the files.',
    noCalibration: 'Too few decisions to correct the probabilities of matches that were not reviewed.',
    noBreachDate:
      'The date of the theft is not stated: ages are those of the day on which the case was opened.',
    unread: '{} item[s] [were|was] not read, or not wholly.',
  },
  limits: {
    title: 'Limits',
    lines: [
      'A bound on files is no bound on persons: one missed file can name several.',
      'Probabilities are taken to be independent from person to person. One error (a column misunderstood) can touch many: tables are to be checked one by one, not row by row.',
      'Years are those of the dates written in the documents.',
      'Relatives, staff and other persons who are not in the register are listed apart and are not part of this count.',
    ],
  },
  versions: {
    title: 'Versions and reproduction',
    columns: ['what', 'version'],
    program: 'Constat',
    engine: 'engine of reading and linking',
    engineValue: '{} ({})',
    node: 'Node.js',
    database: 'PostgreSQL',
    system: 'system',
    reproduce:
      'With the same files and passwords, the same register, the same versions and the exported decisions (constat review export for the review, constat export decisions for duplicates of the register) these commands give this result again, in this order:',
    commands: [
      'constat patients import',
      'constat evidence add, evidence passwords',
      'constat duplicates import (decisions on duplicates)',
      'constat assess',
      'constat review import (decisions of the review)',
    ],
  },
  signatures: {
    title: 'Signatures',
    columns: ['', 'name and function', 'date and signature'],
    roles: ['Made by', 'Checked by'],
    provisional:
      'Provisional statement, not to be signed: the count is not settled. Run "constat assess", then make the statement again.',
  },
};
