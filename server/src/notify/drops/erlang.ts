/** Share of calls that find all of `agents` busy and are lost, at a load of so many erlangs (Erlang B, by its recursion: exact for any number of agents). */
export function erlangB(load: number, agents: number): number {
  let blocked = 1;
  for (let n = 1; n <= agents; n++) blocked = (load * blocked) / (n + load * blocked);
  return blocked;
}

/** Share of calls that must wait where nobody hangs up (Erlang C). 1 where the load is not below the number of agents: the queue then grows without end. */
export function erlangC(load: number, agents: number): number {
  if (load <= 0) return 0;
  if (agents <= load) return 1;
  const blocked = erlangB(load, agents);
  return blocked / (1 - (load / agents) * (1 - blocked));
}

/** How a line fares in an hour. Erlang C knows neither hang-ups nor calls made again: it overestimates waiting, and underestimates calls. */
export interface LineState {
  /** Share of calls that wait. */
  readonly waiting: number;
  /** Mean wait of all calls in seconds; Infinity where the queue grows. */
  readonly meanWait: number;
  /** Share of calls answered within the time that was asked for. */
  readonly serviceLevel: number;
  /** Share of their time for which agents talk. */
  readonly occupancy: number;
}

/** The line with `calls` in an hour of `handling` seconds each (talk and what follows), `within` seconds being the time to answer in. */
export function lineState(calls: number, handling: number, agents: number, within: number): LineState {
  const load = (calls * handling) / 3600;
  const waiting = erlangC(load, agents);
  if (agents <= load && load > 0) return { waiting: 1, meanWait: Infinity, serviceLevel: 0, occupancy: 1 };
  const spare = agents - load;
  return {
    waiting,
    meanWait: load <= 0 ? 0 : (waiting * handling) / spare,
    serviceLevel: load <= 0 ? 1 : 1 - waiting * Math.exp((-spare * within) / handling),
    occupancy: agents === 0 ? 0 : load / agents,
  };
}

/** What a line must reach. */
export interface LineTarget {
  /** Share of calls answered within `within` seconds. */
  readonly serviceLevel: number;
  readonly within: number;
  /** Share of their time for which agents may talk: 0.85 at most for calls that distress. */
  readonly occupancy: number;
}

/** Fewest agents at the telephone who reach the target with so many calls in an hour. */
export function requiredAgents(calls: number, handling: number, target: LineTarget): number {
  const load = (calls * handling) / 3600;
  let agents = Math.max(Math.ceil(load / target.occupancy - 1e-9), load > 0 ? 1 : 0);
  while (!reaches(calls, handling, agents, target)) agents++;
  return agents;
}

function reaches(calls: number, handling: number, agents: number, target: LineTarget): boolean {
  const { serviceLevel, occupancy } = lineState(calls, handling, agents, target.within);
  return serviceLevel >= target.serviceLevel && occupancy <= target.occupancy + 1e-9;
}

/** Most calls in an hour with which so many agents still reach the target. */
export function hourlyCapacity(agents: number, handling: number, target: LineTarget): number {
  if (agents <= 0) return 0;
  let low = 0;
  let high = (agents * 3600 * target.occupancy) / handling;
  if (reaches(high, handling, agents, target)) return high;
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (reaches(middle, handling, agents, target)) low = middle;
    else high = middle;
  }
  return low;
}

/** Agents on the roster for so many at the telephone; `shrinkage` is the share of time for breaks, training, debriefing. */
export function rosteredAgents(agents: number, shrinkage: number): number {
  return Math.ceil(agents / (1 - shrinkage) - 1e-9);
}
