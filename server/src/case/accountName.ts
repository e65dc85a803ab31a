import { userInfo } from 'node:os';

/** The account of the system under which a command runs: who decides. */
export function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? '');
  }
}
