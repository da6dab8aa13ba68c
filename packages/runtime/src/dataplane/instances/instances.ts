import type {
  InstanceAttach,
  InstanceDetach,
  InstanceDiscard,
  InstanceInterrupt,
  InstanceMeasure,
  InstanceRan,
  InstanceRun,
  InstanceStart,
  InstanceStarted,
  InstanceStop,
  InstanceWatch,
} from '../../base/effects/instance.ts';
import type { ProcessMeasured } from '../../base/effects/process.ts';
import { never } from '../../base/never.ts';
import type { WorldEffect } from '../rooms.ts';

export type InstanceEffect =
  | InstanceStart
  | InstanceWatch
  | InstanceMeasure
  | InstanceStop
  | InstanceAttach
  | InstanceDetach
  | InstanceDiscard
  | InstanceRun
  | InstanceInterrupt;

export const isOfInstance = (effect: WorldEffect): effect is InstanceEffect =>
  effect.type.startsWith('instance.');

/** Servers, each with an agent. What is asked twice is done once. */
export interface Instances {
  /** Refused with `CannotStartProcess`. */
  start(effect: InstanceStart, signal: AbortSignal): Promise<InstanceStarted>;
  /** Settles when it has ended by itself. Refused with `NoSuchProcess`. */
  watch(effect: InstanceWatch, signal: AbortSignal): Promise<void>;
  measure(effect: InstanceMeasure, signal: AbortSignal): Promise<ProcessMeasured>;
  /** Refused with `NoSuchInstance`, `NoSuchProcess`, `NoSuchDirectory`, `CannotStartProcess`. */
  run(effect: InstanceRun, signal: AbortSignal): Promise<InstanceRan>;
  interrupt(effect: InstanceInterrupt, signal: AbortSignal): Promise<void>;
  stop(effect: InstanceStop, signal: AbortSignal): Promise<void>;
  /** Refused with `NoSuchInstance`. */
  attach(effect: InstanceAttach): Promise<void>;
  detach(effect: InstanceDetach): Promise<void>;
  discard(effect: InstanceDiscard): Promise<void>;
}

export function performInstance(
  instances: Instances,
  effect: InstanceEffect,
  signal: AbortSignal,
): Promise<unknown> {
  switch (effect.type) {
    case 'instance.start':
      return instances.start(effect, signal);
    case 'instance.watch':
      return instances.watch(effect, signal);
    case 'instance.measure':
      return instances.measure(effect, signal);
    case 'instance.run':
      return instances.run(effect, signal);
    case 'instance.interrupt':
      return instances.interrupt(effect, signal);
    case 'instance.stop':
      return instances.stop(effect, signal);
    case 'instance.attach':
      return instances.attach(effect);
    case 'instance.detach':
      return instances.detach(effect);
    case 'instance.discard':
      return instances.discard(effect);
    default:
      return never(effect);
  }
}
