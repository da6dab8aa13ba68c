import type { BlobRef } from '../blob.ts';
import type { ProcessExit } from './process.ts';

/**
 * Starts a server: a folder, a loopback address, and an agent (`penstock agent`) in a process of its own, by which it
 * is deployed to. A second start of the same boot finds it and does nothing. Refused with `CannotStartProcess`.
 */
export interface InstanceStart {
  readonly type: 'instance.start';
  /** `i-…`, unique in the house. */
  readonly instance: string;
  /** Which of its starts this is. */
  readonly boot: number;
  readonly account: string;
  readonly region: string;
  /** What its agent and programs reach the house by. */
  readonly endpoint: string;
  /** Its own; programs find it as HOST. */
  readonly address: string;
  /** A script that runs once, before its agent does. */
  readonly userData?: string;
}
export interface InstanceStarted {
  readonly pid: number;
}

/** Waits until a boot of a server has ended by itself. Refused with `NoSuchProcess` where it is not known any more. */
export interface InstanceWatch {
  readonly type: 'instance.watch';
  readonly instance: string;
  readonly boot: number;
}

/** Measures what a server's agent and all that it has started use. Output: `ProcessMeasured`, by the instance's id. */
export interface InstanceMeasure {
  readonly type: 'instance.measure';
  readonly instance: string;
  readonly boot: number;
}

/** Ends a server's agent and all that it has started. Harmless when it has ended. */
export interface InstanceStop {
  readonly type: 'instance.stop';
  readonly instance: string;
  readonly boot: number;
  /** Its folder goes too. */
  readonly remove: boolean;
}

/**
 * Gives a server a volume: a folder that outlives it, found below its root by the device's name. Harmless when it has
 * it. Refused with `NoSuchInstance` where the server's folder is gone.
 */
export interface InstanceAttach {
  readonly type: 'instance.attach';
  readonly instance: string;
  /** `vol-…`, unique in the house. */
  readonly volume: string;
  /** `/dev/sdf`. */
  readonly device: string;
}

/** Takes a volume from a server; what is on it stays. Harmless when it is gone. */
export interface InstanceDetach {
  readonly type: 'instance.detach';
  readonly instance: string;
  readonly device: string;
}

/** Removes a volume and what is on it. Harmless when it is gone. */
export interface InstanceDiscard {
  readonly type: 'instance.discard';
  readonly volume: string;
}

/**
 * Runs a script on a server, as a process that ends when the server is stopped, and waits for its end. A second
 * request of the same name waits for the first. Refused with `NoSuchInstance` where the server's folder is gone, with
 * `NoSuchProcess` where the script has begun and nobody knows of it any more, with `NoSuchDirectory` and
 * `CannotStartProcess`.
 */
export interface InstanceRun {
  readonly type: 'instance.run';
  readonly instance: string;
  /** Names this run on the server. */
  readonly command: string;
  readonly script: string;
  /** Below the server's root; that itself, unless said. */
  readonly directory?: string;
  readonly account: string;
  readonly region: string;
  readonly endpoint: string;
  readonly address: string;
  /** Besides what every program of a server finds in its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Wall time. */
  readonly timeoutMs: number;
  /** What it says is wanted as a whole. */
  readonly keep: boolean;
}
export interface InstanceRan extends ProcessExit {
  readonly stdout: Said;
  readonly stderr: Said;
  /** More than there is room for: 1 GiB. It was ended, if it had not ended by itself. */
  readonly saidTooMuch?: boolean;
}
/** What a script has said. */
export interface Said {
  /** The beginning: at most 256 KiB of UTF-8. */
  readonly text: string;
  /** All of it, where that was wanted and there is any. */
  readonly whole?: BlobRef;
}

/** Ends a script that runs on a server. Harmless when it has ended, or never was. */
export interface InstanceInterrupt {
  readonly type: 'instance.interrupt';
  readonly instance: string;
  readonly command: string;
}
