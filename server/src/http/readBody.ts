import type { Context } from 'hono';
import { validator } from 'hono/validator';
import type { z } from 'zod';
import { answerProblem } from './answerProblem.ts';
import type { HttpEnv } from './httpServices.ts';

/** Parses the JSON body of a request by its schema; what does not fit is refused with the names of the fields, never with what was in them. */
export function readBody<S extends z.ZodType>(schema: S) {
  return validator('json', (value: z.input<S>, c: Context<HttpEnv>) => {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const fields = parsed.error.issues.map(({ path }) => path.map(String).join('.'));
    return answerProblem(c, 'malformed', { fields: [...new Set(fields)].slice(0, 20) }) as never;
  });
}
