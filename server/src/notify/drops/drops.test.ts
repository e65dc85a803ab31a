import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { dayNumber, dayOf, easterOf, isHoliday, weekday } from './calendar.ts';
import { type DropPlan, type DropSettings, type ObservedCalls, USUAL_SETTINGS } from './dropPlan.ts';
import { erlangB, erlangC, hourlyCapacity, lineState, requiredAgents, rosteredAgents } from './erlang.ts';
import { estimateCalls } from './estimateCalls.ts';
import { forecastCalls, isOpen } from './forecastCalls.ts';
import { dailyCapacity, planDrops } from './planDrops.ts';
import { replan } from './replan.ts';

const WEEK = [20, 20, 20, 20, 20, 0, 0];

const SETTINGS: DropSettings = {
  ...USUAL_SETTINGS,
  letters: [2_000, 20_000, 78_000],
  start: '2026-11-30',
  agents: WEEK,
};

test('erlangB and erlangC give the known values', () => {
  const vectors: readonly (readonly [number, number, number | null, number])[] = [
    [1, 2, 0.2, 0.333333],
    [5, 7, 0.120519, 0.32415],
    [9, 12, null, 0.266035],
    [10, 14, null, 0.174132],
    [56, 62, null, 0.331768],
    [100, 110, null, 0.237008],
  ];
  for (const [load, agents, blocked, waiting] of vectors) {
    if (blocked !== null)
      assert.ok(Math.abs(erlangB(load, agents) - blocked) < 5e-7, `B(${load}, ${agents})`);
    assert.ok(Math.abs(erlangC(load, agents) - waiting) < 5e-7, `C(${load}, ${agents})`);
  }
  assert.equal(erlangC(3, 3), 1);
  assert.equal(erlangC(0, 3), 0);
});

test('lineState and requiredAgents give the worked example of 133.5 calls in the busiest hour', () => {
  const expected: readonly (readonly [number, number, number, number, number])[] = [
    [19, 0.705, 0.393, 282, 0.937],
    [20, 0.515, 0.609, 112, 0.89],
    [21, 0.367, 0.754, 55, 0.848],
    [22, 0.256, 0.848, 29, 0.809],
    [23, 0.174, 0.909, 16, 0.774],
  ];
  for (const [agents, waiting, level, wait, occupancy] of expected) {
    const state = lineState(133.5, 480, agents, 60);
    assert.ok(Math.abs(state.waiting - waiting) < 6e-4, `C ${agents}`);
    assert.ok(Math.abs(state.serviceLevel - level) < 6e-4, `SL ${agents}`);
    assert.ok(Math.abs(state.meanWait - wait) < 1, `W ${agents}`);
    assert.ok(Math.abs(state.occupancy - occupancy) < 6e-4, `occupancy ${agents}`);
  }
  const target = { serviceLevel: 0.8, within: 60, occupancy: 1 };
  const rows: readonly (readonly [number, number, number])[] = [
    [100_000, 22, 32],
    [10_000, 4, 6],
    [50_000, 12, 18],
    [250_000, 50, 72],
    [750_000, 141, 202],
  ];
  for (const [letters, agents, rostered] of rows) {
    const calls = letters * 0.0089 * 0.15;
    assert.equal(requiredAgents(calls, 480, target), agents, String(letters));
    assert.equal(rosteredAgents(agents, 0.3), rostered, String(letters));
  }
});

test('hourlyCapacity is the most that requiredAgents accepts', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 60, max: 1200 }), (agents, handling) => {
      const target = { serviceLevel: 0.8, within: 60, occupancy: 0.85 };
      const calls = hourlyCapacity(agents, handling, target);
      if (calls > 1e-6) assert.ok(requiredAgents(calls * (1 - 1e-9), handling, target) <= agents);
      assert.ok(requiredAgents(calls * 1.001 + 1e-3, handling, target) > agents);
    }),
  );
});

test('isHoliday knows the French holidays of a year, and the two of Alsace and Moselle', () => {
  const holidaysOf = (year: number, isAlsace: boolean): string[] => {
    const days: string[] = [];
    for (let day = dayNumber(`${year}-01-01`); day <= dayNumber(`${year}-12-31`); day++)
      if (isHoliday(day, isAlsace)) days.push(dayOf(day).slice(5));
    return days;
  };
  assert.deepEqual(holidaysOf(2026, false), [
    '01-01',
    '04-06',
    '05-01',
    '05-08',
    '05-14',
    '05-25',
    '07-14',
    '08-15',
    '11-01',
    '11-11',
    '12-25',
  ]);
  assert.deepEqual(
    holidaysOf(2026, true).filter((day) => !holidaysOf(2026, false).includes(day)),
    ['04-03', '12-26'],
  );
  for (const day of ['2000-04-23', '2008-03-23', '2022-04-17', '2025-04-20', '2038-04-25'])
    assert.equal(dayOf(easterOf(Number(day.slice(0, 4)))), day);
});

test('forecastCalls: drops on days that follow each other divide the peak by less than their number', () => {
  const table: readonly (readonly [number, number, number])[] = [
    [0.5, 5, 0.388], [0.5, 10, 0.2], [0.5, 20, 0.1], [0.5, 40, 0.05],
    [0.7, 5, 0.555], [0.7, 10, 0.324], [0.7, 20, 0.167], [0.7, 40, 0.083],
    [0.8, 5, 0.672], [0.8, 10, 0.446], [0.8, 20, 0.247], [0.8, 40, 0.125],
    [0.88, 5, 0.787], [0.88, 10, 0.601], [0.88, 20, 0.384], [0.88, 40, 0.207],
    [0.92, 5, 0.852], [0.92, 10, 0.707], [0.92, 20, 0.507], [0.92, 40, 0.301],
  ]; // prettier-ignore
  const first = dayNumber('2026-09-01');
  for (const [decay, spread, expected] of table) {
    const settings = { agents: Array<number>(7).fill(1), alsaceMoselle: false, rate: 0.01, decay };
    // From the end of August to October no day is a holiday.
    const peak = (drops: number): number =>
      Math.max(
        ...forecastCalls(
          Array.from({ length: drops }, (_, i) => ({ arrives: dayOf(first + i), letters: 40_000 / drops })),
          settings,
        ).values(),
      );
    assert.ok(Math.abs(peak(spread) / peak(1) - expected) < 6e-4, `${decay} ${spread}`);
  }
});

/** Calls by day, counted anew in the plainest way, to check the planner. */
function simulate({ drops }: DropPlan, settings: DropSettings): Map<number, number> {
  const calls = new Map<number, number>();
  for (const { arrives, letters } of drops)
    for (let age = 0; age < 180; age++) {
      let day = dayNumber(arrives) + age;
      while (!isOpen(day, settings)) day++;
      calls.set(day, (calls.get(day) ?? 0) + letters * settings.rate * settings.decay ** age);
    }
  return calls;
}

function check(plan: DropPlan, settings: DropSettings): void {
  const sent = plan.drops.reduce((all, { letters }) => all + letters, 0);
  const total = settings.letters.reduce((all, letters) => all + letters, 0);
  assert.equal(sent + plan.unscheduled, total);
  for (const [rank, letters] of settings.letters.entries()) {
    const ofRank = plan.drops.reduce((all, { byRank }) => all + byRank[rank]!, 0);
    assert.ok(ofRank <= letters && (plan.unscheduled > 0 || ofRank === letters));
  }
  for (const [day, calls] of simulate(plan, settings))
    assert.ok(calls + settings.otherCalls <= dailyCapacity(day, settings) + 1e-6, `over on ${dayOf(day)}`);
  for (const { arrives, departs, letters, byRank } of plan.drops) {
    const number = dayNumber(arrives);
    assert.ok(weekday(number) < 4 && isOpen(number, settings), arrives);
    assert.ok(
      !isHoliday(number, settings.alsaceMoselle) && !isHoliday(number + 1, settings.alsaceMoselle),
      arrives,
    );
    assert.ok(departs >= settings.start && departs <= arrives);
    assert.ok(
      weekday(dayNumber(departs)) < 5 && !isHoliday(dayNumber(departs), settings.alsaceMoselle),
      departs,
    );
    assert.equal(
      byRank.reduce((all, count) => all + count, 0),
      letters,
    );
    assert.ok(letters <= settings.largest);
  }
}

const anySettings = fc
  .record({
    letters: fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 4 }),
    start: fc.integer({ min: dayNumber('2025-01-01'), max: dayNumber('2027-12-31') }).map(dayOf),
    agents: fc.tuple(
      ...Array.from({ length: 5 }, () => fc.integer({ min: 1, max: 60 })),
      fc.integer({ min: 0, max: 10 }),
      fc.constant(0),
    ),
    delay: fc.integer({ min: 0, max: 6 }),
    rate: fc.double({ min: 0.001, max: 0.05, noNaN: true }),
    decay: fc.double({ min: 0.4, max: 0.93, noNaN: true }),
    handling: fc.integer({ min: 120, max: 900 }),
    pilot: fc.constantFrom(0, 200, 1_000),
    largest: fc.constantFrom(5_000, 1_000_000),
    alsaceMoselle: fc.boolean(),
    otherCalls: fc.constantFrom(0, 5),
  })
  .map((some): DropSettings => ({ ...USUAL_SETTINGS, ...some }));

test('planDrops never exceeds capacity in simulation, sends every letter once, and never arrives before a closed day', () => {
  fc.assert(
    fc.property(anySettings, (settings) => check(planDrops(settings), settings)),
    { numRuns: 150 },
  );
});

test('planDrops sends the pilot first, of all ranks, then the most urgent letters', () => {
  const plan = planDrops(SETTINGS);
  check(plan, SETTINGS);
  const [pilot, second] = plan.drops;
  assert.ok(pilot!.isPilot && pilot!.letters === 500);
  assert.deepEqual(pilot!.byRank, [10, 100, 390]);
  assert.ok(dayNumber(second!.arrives) - dayNumber(pilot!.arrives) >= 7);
  assert.equal(second!.byRank[0], 1_990);
  assert.equal(plan.unscheduled, 0);
  const firstOfLast = plan.drops.findIndex(({ byRank, isPilot }) => !isPilot && byRank[2]! > 0);
  assert.ok(plan.drops.slice(firstOfLast + 1).every(({ byRank }) => byRank[0] === 0 && byRank[1] === 0));
});

test('planDrops warns of undue delay, and of letters for which nobody is there', () => {
  assert.deepEqual(planDrops({ ...SETTINGS, limit: 10 }).warnings, ['undue_delay']);
  const none = planDrops({ ...SETTINGS, agents: [0, 0, 0, 0, 0, 0, 0] });
  assert.deepEqual([none.unscheduled, none.warnings], [100_000, ['unscheduled']]);
});

function observe(plan: DropPlan, settings: DropSettings, until: string): ObservedCalls[] {
  return plan.drops.flatMap((drop) =>
    [...forecastCalls([drop], settings)]
      .map(([day, calls]) => ({ arrived: drop.arrives, day: dayOf(day), calls }))
      .filter(({ day }) => day < until),
  );
}

test('estimateCalls finds r and q again, over week-ends and holidays', () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      const plan = planDrops({ ...settings, letters: [200_000] });
      const estimate = estimateCalls(plan.drops, observe(plan, settings, '9999'), {
        ...settings,
        decay: 0.7,
      });
      if (estimate === null) return;
      assert.ok(Math.abs(estimate.rate / settings.rate - 1) < 1e-3, `r ${estimate.rate} ${settings.rate}`);
      assert.ok(Math.abs(estimate.decay - settings.decay) < 1e-3, `q ${estimate.decay} ${settings.decay}`);
    }),
    { numRuns: 60 },
  );
});

test('replan keeps what has left, learns from calls, and plans the rest within capacity', () => {
  const plan = planDrops(SETTINGS);
  const from = plan.drops[3]!.departs;
  const truth = { ...SETTINGS, rate: 0.012, decay: 0.9 };
  const next = replan(plan, observe({ ...plan, drops: plan.drops.slice(0, 3) }, truth, from), from);
  assert.ok(Math.abs(next.settings.rate - 0.012) < 1e-5 && Math.abs(next.settings.decay - 0.9) < 1e-4);
  assert.deepEqual(next.drops.slice(0, 3), plan.drops.slice(0, 3));
  assert.ok(next.drops.slice(3).every(({ departs }) => departs >= from));
  assert.equal(
    next.drops.reduce((all, { letters }) => all + letters, 0),
    100_000,
  );
  const calls = simulate(next, next.settings);
  const late = dayNumber(next.drops[3]!.arrives);
  for (const [day, count] of calls)
    if (day >= late) assert.ok(count <= dailyCapacity(day, next.settings) + 1e-6, dayOf(day));
  assert.deepEqual(replan(plan, [], from).drops, plan.drops);
});

test('replan says that too few calls were counted, and keeps r and q', () => {
  const plan = planDrops(SETTINGS);
  const from = plan.drops[1]!.departs;
  const next = replan(
    plan,
    [{ arrived: plan.drops[0]!.arrives, day: plan.drops[0]!.arrives, calls: 4 }],
    from,
  );
  assert.ok(next.warnings.includes('not_enough_calls'));
  assert.equal(next.settings.rate, SETTINGS.rate);
});
