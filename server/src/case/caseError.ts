/** What can be wrong with a case, its key, its database or a path given for it. The command line says each in words. */
export type CaseErrorCode =
  | 'folder_not_empty'
  | 'file_exists'
  | 'not_a_case'
  | 'case_malformed'
  | 'path_missing'
  | 'no_permission'
  | 'disk_full'
  | 'key_missing'
  | 'key_malformed'
  | 'key_too_open'
  | 'key_wrong'
  | 'keys_malformed'
  | 'keys_busy'
  | 'key_file_inside'
  | 'key_file_same'
  | 'passphrase_needed'
  | 'passphrase_wrong'
  | 'passphrase_short'
  | 'passphrase_differs'
  | 'key_command_needed'
  | 'key_command_failed'
  | 'key_command_wrong'
  | 'case_closed'
  | 'case_closing'
  | 'case_not_closed'
  | 'case_name_wrong'
  | 'same_person'
  | 'two_persons_needed'
  | 'address_needed'
  | 'ledger_changed'
  | 'database_unreachable'
  | 'database_start_failed'
  | 'database_unprepared'
  | 'database_roles_missing'
  | 'migration_changed'
  | 'no_register'
  | 'no_evidence'
  | 'item_unknown'
  | 'patient_unknown'
  | 'data_needed'
  | 'rival_confirmed'
  | 'not_assessed'
  | 'date_in_future'
  | 'nothing_to_sample'
  | 'nothing_to_plant'
  | 'assess_running'
  | 'number_unknown'
  | 'same_number'
  | 'already_decided'
  | 'nothing_decided'
  | 'decisions_elsewhere'
  | 'decisions_contradict'
  | 'no_state'
  | 'state_unknown'
  | 'state_order'
  | 'path_unknown'
  | 'audit_altered'
  | 'audit_wrong'
  | 'checkpoint_not_carried'
  | 'checkpoint_malformed'
  | 'nothing_to_build'
  | 'no_plan'
  | 'batch_unknown'
  | 'batch_state'
  | 'batch_changed'
  | 'batch_handed_over'
  | 'batch_left'
  | 'sender_unfit'
  | 'batch_early'
  | 'drops_filled'
  | 'campaign_paused'
  | 'batches_busy'
  | 'templates_changed'
  | 'settings_malformed'
  | 'plain_http'
  | 'address_in_use';

/** A failure of the surroundings that the user can mend. `subject` is a path or an address, never a person's datum. */
export class CaseError extends Error {
  readonly code: CaseErrorCode;
  readonly subject: string;

  constructor(code: CaseErrorCode, subject: string, options?: ErrorOptions) {
    super(`${code}: ${subject}`, options);
    this.name = 'CaseError';
    this.code = code;
    this.subject = subject;
  }
}

/** The CaseError that a file system error means, or the error itself. */
export function fromSystemError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
    return new CaseError('disk_full', path, { cause: error });
  if (error.code === 'EACCES' || error.code === 'EPERM' || error.code === 'EROFS')
    return new CaseError('no_permission', path, { cause: error });
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR')
    return new CaseError('path_missing', path, { cause: error });
  return error;
}
