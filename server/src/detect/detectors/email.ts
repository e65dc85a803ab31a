import type { Detector } from '../detector.ts';

const LOCAL = /[A-Za-z0-9._%+'-]{1,64}$/;
const DOMAIN = /^[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}/;

/** E-mail addresses. */
export const email: Detector = {
  kind: 'email',
  byte: 0x40,
  detect(context, run) {
    const local = LOCAL.exec(context.text(run.start - 64, run.start))?.[0].replace(/^['.-]+/, '');
    const domain = DOMAIN.exec(context.text(run.start + 1, run.start + 128))?.[0];
    if (local === undefined || local === '' || domain === undefined || !/\.[A-Za-z]{2,}$/.test(domain))
      return null;
    const start = run.start - local.length;
    return {
      kind: 'email',
      start,
      end: run.start + 1 + domain.length,
      value: `${local}@${domain}`.toLowerCase(),
      confidence: 0.95,
      labelled: false,
    };
  },
};
