import type { ClockSetting } from '../../../base/clock.ts';
import type { Observation, RoutingTable } from '../../../base/effects/load-balancer.ts';
import type { Memory } from './balancer.ts';

/** What a worker starts with. */
export interface WorkerGiven {
  readonly setting: ClockSetting;
  /** The socket at which functions are asked. */
  readonly functions: string | undefined;
  /** The folder where requests are written down. */
  readonly logs: string | undefined;
}

/** What the host thread says to a worker. `call` comes back in the answer. */
export type ToWorker =
  | {
      readonly kind: 'apply';
      readonly call: number;
      readonly loadBalancer: string;
      readonly table: RoutingTable;
      readonly memory: Memory;
    }
  | { readonly kind: 'remove'; readonly call: number; readonly loadBalancer: string }
  /** Everything that was written down so far shall be in its file. */
  | { readonly kind: 'flush'; readonly call: number; readonly loadBalancer: string }
  | { readonly kind: 'clock'; readonly call: number; readonly setting: ClockSetting };

/** What a worker says to the host thread. */
export type FromWorker =
  /** The table is in force on every socket. */
  | { readonly kind: 'applied'; readonly call: number; readonly observation: Observation }
  | { readonly kind: 'removed' | 'flushed' | 'set'; readonly call: number }
  | {
      readonly kind: 'refused';
      readonly call: number;
      readonly code: string;
      readonly message: string;
      readonly retryable: boolean;
    }
  | {
      readonly kind: 'observed';
      readonly loadBalancer: string;
      readonly observation: Observation;
    };
