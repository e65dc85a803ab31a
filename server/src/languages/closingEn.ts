import type { ClosingWords } from './closingWords.ts';

export const closingEn: ClosingWords = {
  title: 'Certificate of destruction',
  done: 'The case {} was destroyed on {}.',
  what: 'What was destroyed',
  caseName: 'Case',
  caseId: 'Identifier',
  created: 'Created',
  began: 'Decided',
  closed: 'Destroyed',
  reason: 'Reason',
  by: 'By',
  account: 'Account of the system',
  register: 'Patients of the register',
  evidence: 'Stolen files that the case knew',
  noEvidence: 'none',
  added: 'added',
  files: 'files',
  items: 'items',
  size: 'size',
  keys: 'Keys',
  key: 'key',
  version: 'version',
  made: 'made',
  fingerprint: 'fingerprint',
  method: 'Method',
  methodSteps: [
    'Cryptographic erasure (NIST SP 800-88): names, numbers, paths and texts lay sealed with AES-256-GCM; the key that opens them was destroyed: overwritten, cut to nothing, unlinked.',
    'Exports and pages in the folder of the case were overwritten and removed.',
  ],
  embedded: 'The database of the case was removed with its folder.',
  external: 'All rows of the case were removed from the shared database server.',
  remainders: 'What this certificate cannot promise',
  remainder: {
    key_copies:
      'Copies of the key (key file, keys.json) that were kept elsewhere open a backup of the data until they are destroyed too.',
    shared_key_file: 'The key file was there before the case and may open others: it was not destroyed.',
    passphrase_known:
      'Whoever knows the passphrase and has a copy of keys.json opens a backup of the data: destroy such copies.',
    command_key:
      'The key management service still holds its own key: whoever may use it and has a copy of keys.json opens a backup of the data.',
    earlier_form: 'The case was made by an earlier version: copies of its key file are the case key itself.',
    originals: 'The stolen files and the file of the register lie where they lay: they were not touched.',
    exports_elsewhere:
      'Exports and pages that were written outside of the folder of the case are not known to it.',
    old_blocks:
      'Solid-state disks, snapshots and journals may keep old blocks of overwritten files: what counts is that no copy of the key is left.',
    server_backups:
      'Backups and logs of the shared database server hold sealed rows of the case until they expire.',
    database_roles:
      'The roles of the case were left on the shared database server (the same case in another database, rights given by hand, or no right to drop them): without the key nobody knows their passwords. Whoever administers the server drops them with DROP ROLE: constat_app_, constat_worker_, constat_portal_ and constat_auditor_, followed by the id of the case without hyphens.',
    files_left: 'The folder holds entries that Constat did not make: they were left; look at them.',
  },
  ledger: 'What remains',
  ledgerText:
    'The ledger of the case (figures and hashes, no person) remains in ledger.json, sealed under its own key. SHA-256:',
  signature: 'Date and signature',
  certificate: 'Certificate: {}',
  keyNames: { case: 'case key', ledger: 'ledger key', master: 'master key' },
  inventory: {
    master: 'Master key: {}, version {}, made {}',
    purposes: 'Keys derived from the case key (HKDF-SHA256), and what each opens:',
    opens: {
      case: 'the data of the case, by the keys derived from it',
      ledger: 'the ledger that remains when the case is destroyed',
    },
    wrapped: '{}, version {}, made {}: {}',
    earlierForm:
      'This case was made by an earlier version: its key file is the case key itself. "constat keys rotate --case DIR" brings it to the new form.',
    unfinished:
      'A rotation was interrupted: "constat keys rotate --case DIR" removes what is left of the old key.',
  },
  rotated:
    'The keys are wrapped anew: {}, version {}. The old master key opens nothing any more. Back up the new one, apart from the data.',
  rotatedEarlierForm: 'Copies of the old key file are the case key itself: destroy them, in every backup.',
  oldLeft:
    'The old key file was left where it is: it was there before, or is no longer the one that was used.',
};
