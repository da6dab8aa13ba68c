import { never } from '../../base/never.ts';
import type {
  ProcessFollow,
  ProcessFollowed,
  ProcessMeasure,
  ProcessMeasured,
  ProcessRan,
  ProcessRun,
  ProcessStart,
  ProcessStarted,
  ProcessStop,
} from '../../base/effects/process.ts';

import type { WorldEffect } from '../rooms.ts';

export type ProcessEffect = ProcessStart | ProcessRun | ProcessFollow | ProcessMeasure | ProcessStop;

export const isOfProcess = (effect: WorldEffect): effect is ProcessEffect =>
  effect.type.startsWith('process.');

/** Processes by name, that outlive the control plane. What is asked twice is done once. */
export interface Processes {
  /** Refused with `NoSuchWorkspace`, `NoSuchDirectory`, `CannotStartProcess`. */
  start(effect: ProcessStart, signal: AbortSignal): Promise<ProcessStarted>;
  /** A cancelled run goes on: ending it is `stop`'s. Refused with `NoSuchProcess`, `InvalidVariable`. */
  run(effect: ProcessRun, signal: AbortSignal): Promise<ProcessRan>;
  /** Refused with `NoSuchProcess`. */
  follow(effect: ProcessFollow, signal: AbortSignal): Promise<ProcessFollowed>;
  /** What has ended, or was never started, is not in the answer. */
  measure(effect: ProcessMeasure, signal: AbortSignal): Promise<ProcessMeasured>;
  /** Resolves when it and all its children have ended. */
  stop(effect: ProcessStop, signal: AbortSignal): Promise<void>;
}

export function performProcess(
  processes: Processes,
  effect: ProcessEffect,
  signal: AbortSignal,
): Promise<unknown> {
  switch (effect.type) {
    case 'process.start':
      return processes.start(effect, signal);
    case 'process.run':
      return processes.run(effect, signal);
    case 'process.follow':
      return processes.follow(effect, signal);
    case 'process.measure':
      return processes.measure(effect, signal);
    case 'process.stop':
      return processes.stop(effect, signal);
    default:
      return never(effect);
  }
}
