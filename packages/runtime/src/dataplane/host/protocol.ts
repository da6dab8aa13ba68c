import type { ClockSetting } from '../../base/clock.ts';
import type {
  LoadBalancerApply,
  LoadBalancerLog,
  LoadBalancerMeasure,
  LoadBalancerMeasured,
  LoadBalancerObserve,
  LoadBalancerObserved,
  LoadBalancerRemove,
} from '../../base/effects/load-balancer.ts';
import type { LogFile } from '../load-balancers/load-balancers.ts';
import type {
  ProcessFollow,
  ProcessFollowed,
  ProcessLimits,
  ProcessMeasure,
  ProcessMeasured,
  ProcessRan,
  ProcessRun,
  ProcessStart,
  ProcessStarted,
  ProcessStop,
} from '../../base/effects/process.ts';

/**
 * Changes when either side would no longer understand the other; a host that speaks another one is replaced.
 */
export const protocolVersion = 4;

/** A process with everything resolved: the host starts it as it is. */
export interface ProcessSpec {
  readonly process: string;
  readonly command: { readonly argv: readonly string[] } | { readonly shell: 'sh' | 'bash' };
  /** Absolute. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** A folder that is the process's own, removed once it has ended. Absolute. */
  readonly scratch?: string;
  /** Wall time, from its start. */
  readonly timeoutMs?: number;
  readonly limits?: ProcessLimits;
  readonly first?: ProcessStart['first'];
  /** Another process, which has started it as it were: it counts as its child, and ends with it. */
  readonly within?: string;
}

/**
 * What the control plane may ask of the host. Everything may be asked twice: a lost connection repeats what
 * was pending.
 */
export interface HostMethods {
  'process.start': (spec: ProcessSpec) => ProcessStarted;
  /** The process of this name, where there is one, running or ended. */
  'process.find': (which: { readonly process: string }) => ProcessStarted | null;
  'process.run': (run: Omit<ProcessRun, 'type'>) => ProcessRan;
  'process.follow': (follow: Omit<ProcessFollow, 'type'>) => ProcessFollowed;
  /** Runs a command where a process runs, with its environment. */
  'process.check': (check: {
    readonly process: string;
    readonly argv: readonly string[];
    readonly timeoutMs: number;
  }) => { readonly well: boolean };
  'process.measure': (measure: Omit<ProcessMeasure, 'type'>) => ProcessMeasured;
  'process.stop': (stop: Omit<ProcessStop, 'type'>) => null;
  'loadbalancer.apply': (apply: LoadBalancerApply) => null;
  'loadbalancer.observe': (observe: LoadBalancerObserve) => LoadBalancerObserved;
  'loadbalancer.measure': (measure: LoadBalancerMeasure) => LoadBalancerMeasured;
  'loadbalancer.log': (log: LoadBalancerLog) => LogFile;
  'loadbalancer.remove': (remove: LoadBalancerRemove) => null;
  'clock.set': (setting: ClockSetting) => null;
  /** Ends everything and forgets it; the host stays. */
  'host.reset': (nothing: Record<string, never>) => null;
  /** Ends everything, and the host. */
  'host.shutdown': (nothing: Record<string, never>) => null;
}
export type HostMethod = keyof HostMethods;
export type Asked<M extends HostMethod> = Parameters<HostMethods[M]>[0];
export type Answered<M extends HostMethod> = ReturnType<HostMethods[M]>;

/** From the control plane. The first line of a connection is `Hello`. */
export type Question =
  { readonly id: number; readonly method: HostMethod; readonly asked: unknown } | { readonly cancel: number };
export interface Hello {
  readonly token: string;
  readonly setting: ClockSetting;
}

/** From the host. */
export type Answer =
  | { readonly id: number; readonly answered: unknown }
  | {
      readonly id: number;
      readonly refused: { readonly code: string; readonly message: string; readonly retryable: boolean };
    }
  /** A bug of the host's: its words, for the log. */
  | { readonly id: number; readonly broken: string };

/** What a running host leaves in the data folder, for whoever comes next. */
export interface HostRecord {
  readonly pid: number;
  readonly identity: string;
  readonly socket: string;
  readonly token: string;
  readonly protocol: number;
}

/** Large enough for every command of a build, small enough not to be a way to fill the memory. */
const lineBytesMax = 64 * 1024 * 1024;

/** Cuts a stream of bytes into JSON values, one a line. */
export class LineReader {
  #pieces: Buffer[] = [];
  #length = 0;

  *read(chunk: Buffer): Generator<unknown> {
    let rest = chunk;
    for (let end = rest.indexOf(10); end >= 0; end = rest.indexOf(10)) {
      const line = Buffer.concat([...this.#pieces, rest.subarray(0, end)]);
      this.#pieces = [];
      this.#length = 0;
      rest = rest.subarray(end + 1);
      yield JSON.parse(line.toString());
    }
    this.#pieces.push(rest);
    this.#length += rest.length;
    if (this.#length > lineBytesMax) throw new Error(`a line of over ${lineBytesMax} bytes`);
  }
}

export function lineOf(value: Hello | Question | Answer): string {
  return `${JSON.stringify(value)}\n`;
}
