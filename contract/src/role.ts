import { z } from 'zod';

/**
 * What somebody is in a case. `administrator` installs and invites, and sees no patient; `break_glass` is whoever opened the sealed envelope: looks up
 * patients for an hour, with a reason for each look.
 */
export const ROLES = [
  'officer',
  'reviewer',
  'hotline_agent',
  'mail_clerk',
  'auditor',
  'administrator',
  'break_glass',
] as const;
export const roleSchema = z.enum(ROLES);
export type Role = z.infer<typeof roleSchema>;

/** Roles to which people are invited. */
export const invitedRoleSchema = roleSchema.exclude(['break_glass']);
export type InvitedRole = z.infer<typeof invitedRoleSchema>;
