/** Upper bounds of the durations that are counted, in milliseconds. */
const BOUNDS = [5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 10_000] as const;

interface Durations {
  readonly buckets: number[];
  sum: number;
  count: number;
}

/** Counts of requests for Prometheus (text format 0.0.4). Labels are patterns of routes and status codes: nothing of anybody. */
export class Metrics {
  readonly #requests = new Map<string, number>();
  readonly #durations = new Map<string, Durations>();
  #refused = 0;

  /** One request that was answered. */
  count(route: string, status: number, ms: number): void {
    const key = `route="${route}",status="${status}"`;
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    const known = this.#durations.get(route) ?? { buckets: BOUNDS.map(() => 0), sum: 0, count: 0 };
    this.#durations.set(route, known);
    known.sum += ms;
    known.count++;
    BOUNDS.forEach((bound, i) => {
      if (ms <= bound) known.buckets[i]!++;
    });
  }

  /** One request that was turned away because there were too many. */
  countOverload(): void {
    this.#refused++;
  }

  /** The page that Prometheus reads. */
  page(inFlight: number, eventLoopDelayMs: number): string {
    const lines = [
      ...head('constat_requests_total', 'counter', 'Requests answered, by route pattern and status'),
      ...[...this.#requests].map(([labels, count]) => `constat_requests_total{${labels}} ${count}`),
      ...head('constat_request_duration_seconds', 'histogram', 'Time to answer, by route pattern'),
      ...[...this.#durations].flatMap(([route, durations]) => durationLines(route, durations)),
      ...head('constat_overload_total', 'counter', 'Requests answered 503'),
      `constat_overload_total ${this.#refused}`,
      ...head('constat_requests_in_flight', 'gauge', 'Requests being answered'),
      `constat_requests_in_flight ${inFlight}`,
      ...head('constat_event_loop_delay_seconds', 'gauge', 'How late the event loop is'),
      `constat_event_loop_delay_seconds ${eventLoopDelayMs / 1000}`,
      ...head('constat_memory_bytes', 'gauge', 'Resident memory of the server process'),
      `constat_memory_bytes ${process.memoryUsage.rss()}`,
    ];
    return `${lines.join('\n')}\n`;
  }
}

function head(name: string, type: string, help: string): string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`];
}

function durationLines(route: string, { buckets, sum, count }: Durations): string[] {
  const name = 'constat_request_duration_seconds';
  return [
    ...buckets.map((n, i) => `${name}_bucket{route="${route}",le="${BOUNDS[i]! / 1000}"} ${n}`),
    `${name}_bucket{route="${route}",le="+Inf"} ${count}`,
    `${name}_sum{route="${route}"} ${sum / 1000}`,
    `${name}_count{route="${route}"} ${count}`,
  ];
}
