import type { Generated } from 'kysely';

/** The tables, as the migrations leave them (migrations/schema.sql). bigint columns come as numbers. */
export interface Schema {
  cases: { id: string; key_check: Buffer; created_at: Generated<Date> };
  patient_imports: {
    id: Generated<number>;
    case_id: string;
    imported_at: Generated<Date>;
    patients: number;
    source_sha256: Buffer;
    oddities: string;
  };
  patients: {
    case_id: string;
    id: number;
    number_index: Buffer;
    social_security_index: Buffer | null;
    name_birth_index: Buffer | null;
    email_index: Buffer | null;
    phone_indexes: Buffer[];
    sealed: Buffer;
  };
  evidence: {
    id: Generated<number>;
    case_id: string;
    root_sealed: Buffer;
    root_index: Buffer;
    source_sealed: Buffer;
    added_at: Generated<Date>;
    files: Generated<number>;
    items: Generated<number>;
    bytes: Generated<number>;
  };
  contents: {
    id: Generated<number>;
    case_id: string;
    sha256: Buffer;
    bytes: number;
    format: string;
    fate: string | null;
    reason: Generated<string>;
    engine: Generated<number>;
  };
  items: {
    evidence_id: number;
    id: number;
    case_id: string;
    parent_id: number | null;
    file_id: number;
    chain: number[];
    content_id: number | null;
    path_sealed: Buffer;
    path_index: Buffer;
    name_sealed: Buffer;
    bytes: number;
    format: string;
    fate: string | null;
    reason: Generated<string>;
  };
  parts: { content_id: number; part: number; place: string; number: number; name_sealed: Buffer | null };
  sightings: {
    content_id: number;
    patient_id: number;
    case_id: string;
    categories: number;
    reasons: number;
    probability: number;
    year_from: number | null;
    year_to: number | null;
    part: number;
    position: number;
    passages: number;
  };
  outsiders: {
    content_id: number;
    ordinal: number;
    case_id: string;
    identity_sealed: Buffer;
    categories: number;
    reasons: number;
    probability: number;
    year_from: number | null;
    year_to: number | null;
    part: number;
    position: number;
  };
}
