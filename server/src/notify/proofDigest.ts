import { createHash } from 'node:crypto';
import type { Database } from '../database/database.ts';
import type { Snapshot } from '../database/openSnapshot.ts';
import { cellText, csvText } from '../exposure/csvText.ts';
import { LineSample } from '../exposure/lineSample.ts';
import type { CaseKeys } from '../keys/caseKeys.ts';
import { patientIds } from '../patients/patientIds.ts';
import { PROOF_COLUMNS, type ProofLine, proofLinesIn } from './proofLines.ts';

/** So many lines are drawn for whoever approves. */
const SAMPLE_LINES = 20;

/** What the proof of notification would be now, as a second person is shown it. */
export interface ProofDigest {
  /** `lines`, `persons`, and the number of lines by what is proved. */
  readonly values: Readonly<Record<string, string>>;
  /** By patient number, a hash of all that the proof says of the patient. */
  readonly persons: Readonly<Record<string, string>>;
  /** The file itself, some of its lines, and the internal ids of the patients in these. */
  readonly file: {
    readonly kind: 'proof';
    readonly columns: string[];
    readonly bytes: number;
    readonly lines: { number: number; cells: string[] }[];
    readonly patients: readonly number[];
  };
}

/**
 * SHA-256 of whom the proof tells of, and of what: the columns, and each notice with its person and issue. What two people approve. Not of the bytes: while a
 * campaign is sent, results come in by the second, and nobody would ever approve a file that still stands; whoever is added or gone makes the approval void.
 */
export async function proofListHash(snapshot: Snapshot): Promise<Buffer> {
  const hash = createHash('sha256').update(`proof ${PROOF_COLUMNS.join(' ')}\n`);
  const rows = snapshot.rows<{ person_id: number; id: number; issue: number; known: boolean }>(
    `SELECT n.person_id, n.id, n.issue, p.id IS NOT NULL AS known FROM notices n LEFT JOIN patients p ON p.case_id = n.case_id AND p.id = n.person_id
     WHERE n.case_id = $1 ORDER BY n.person_id, n.issue, n.id`,
    [snapshot.caseId],
  );
  for await (const { person_id: person, id, issue, known } of rows)
    hash.update(`${person} ${id} ${issue} ${known}\n`);
  return hash.digest();
}

/** Reads the whole proof without keeping it. */
export async function digestProof(
  database: Database,
  snapshot: Snapshot,
  keys: CaseKeys,
  now: Date,
): Promise<ProofDigest> {
  const tally = new Tally();
  let bytes = 0;
  for await (const text of csvText(tally.watch(proofLinesIn(snapshot, keys, now)), PROOF_COLUMNS))
    bytes += Buffer.byteLength(text);
  const drawn = tally.sample.drawn();
  const numbers = [...new Set(drawn.map(({ line }) => line.patient))];
  return {
    values: tally.values(),
    persons: Object.fromEntries(tally.persons),
    file: {
      kind: 'proof',
      columns: [...PROOF_COLUMNS],
      bytes,
      lines: drawn.map(({ number, line }) => ({
        number,
        cells: PROOF_COLUMNS.map((column) => cellText(line[column])),
      })),
      patients: await patientIds(database, keys, numbers),
    },
  };
}

class Tally {
  readonly sample = new LineSample<ProofLine>(SAMPLE_LINES);
  readonly persons = new Map<string, string>();
  readonly #proofs = new Map<string, number>();
  #lines = 0;

  async *watch<T extends ProofLine>(lines: AsyncIterable<T>): AsyncGenerator<T> {
    for await (const line of lines) {
      this.#lines++;
      this.sample.take(line);
      const said = JSON.stringify([this.persons.get(line.patient) ?? '', line]);
      this.persons.set(line.patient, createHash('sha256').update(said).digest('base64url').slice(0, 16));
      this.#proofs.set(line.proof, (this.#proofs.get(line.proof) ?? 0) + 1);
      yield line;
    }
  }

  values(): Record<string, string> {
    const counts = [...this.#proofs].map(([proof, lines]) => [proof, String(lines)] as const);
    return {
      lines: String(this.#lines),
      persons: String(this.persons.size),
      ...Object.fromEntries(counts.toSorted()),
    };
  }
}
