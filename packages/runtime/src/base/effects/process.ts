/**
 * Starts a process that outlives the control plane. A second start of the same process finds it and does
 * nothing.
 */
export interface ProcessStart {
  readonly type: 'process.start';
  /** Our name for it, unique in the house: e.g. the build's id. */
  readonly process: string;
  /** Program and arguments; or `shell`, a standing shell that waits for `process.run`. */
  readonly command: { readonly argv: readonly string[] } | { readonly shell: 'sh' | 'bash' };
  /** A workspace's name; its folder is the working directory. */
  readonly workspace: string;
  /** Relative to the workspace's folder. */
  readonly directory?: string;
  /**
   * The whole environment, besides PATH and HOME, which the runner gives. `{workspace}` in a value becomes
   * the folder.
   */
  readonly env: Readonly<Record<string, string>>;
  /** Put in front of PATH, with what they want to find in the environment. */
  readonly tools?: readonly ProcessTool[];
  /** Wall time, from its start: a process that lives longer is stopped, and its exit says `timedOut`. */
  readonly timeoutMs?: number;
  /** The first part of a shell, which it begins at once. Who runs it by its name hears of the same. */
  readonly first?: Omit<ProcessRun, 'type' | 'process'>;
}
/** `docker` is Penstock's own builder; `codebuild` are the programs that AWS's build images have. */
export type ProcessTool = 'docker' | 'codebuild';
export interface ProcessStarted {
  readonly pid: number;
}

/**
 * Runs commands in a standing shell, one after the other, up to the first that fails; then `finally` ones
 * regardless. `exit` ends only the command that says it.
 */
export interface ProcessRun {
  readonly type: 'process.run';
  readonly process: string;
  /** Names this run within the process; a second request with the same name waits for the first. */
  readonly part: string;
  readonly commands: readonly string[];
  readonly finally?: readonly string[];
  /** Exported before the commands run; they stay for later parts. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names of variables whose values in the shell, afterwards, are wanted back. */
  readonly report?: readonly string[];
  /**
   * Lines that the shell says itself, in order with what its commands say: `<before><n>` before the nth command,
   * counted from 0 and on into the `finally` ones, and `<after>` when the part is done.
   */
  readonly announce?: { readonly before: string; readonly after: string };
  /** The shell ends with this part. What it has started is ended as by `process.stop`, with so much wall time. */
  readonly last?: { readonly graceMs: number };
}
export interface ProcessRan {
  /** 0, or that of the first command that failed. A shell that died answers its own, and `died`. */
  readonly exitCode: number;
  readonly failedCommand?: string;
  readonly died?: boolean;
  /** It died because it had lived too long. */
  readonly timedOut?: boolean;
  /** It was the last part: the shell and all that it had started have ended. */
  readonly over?: true;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Waits until a process has said more than was known, or has ended. Output is cut at the end of a line where
 * it can be.
 */
export interface ProcessFollow {
  readonly type: 'process.follow';
  readonly process: string;
  /** How many bytes of its output are known already. */
  readonly from: number;
}
export interface ProcessFollowed {
  /** At most 256 KiB of standard output and error as they came; UTF-8. */
  readonly output: string;
  /** Give this as `from` next. */
  readonly next: number;
  /** Set once the process has ended and all its output is given. */
  readonly exit?: ProcessExit;
}
export interface ProcessExit {
  /** Null where it was killed by a signal, or was lost with its supervisor. */
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly timedOut?: boolean;
  /** It was killed because it used more memory than it may. */
  readonly outOfMemory?: boolean;
}

/**
 * Ends a process and all its children: SIGTERM, and SIGKILL when the grace is over. Harmless when it has
 * ended.
 */
export interface ProcessStop {
  readonly type: 'process.stop';
  readonly process: string;
  /** Wall time. */
  readonly graceMs: number;
}

/** What a process may use of its machine. */
export interface ProcessLimits {
  /** It and its children: who uses more is killed. */
  readonly memoryBytes?: number;
  readonly together?: LimitsTogether;
  /** Its share of the processors where they are contended; others have 1024. */
  readonly cpuShares?: number;
}

/** What the processes of a name may use together. */
export interface LimitsTogether {
  readonly name: string;
  /** When they use more, the one that uses most is killed. */
  readonly memoryBytes?: number;
  /** So many processors, or such a part of one: who has used more waits. */
  readonly cpus?: number;
}

/** Tells what processes have used so far, each with its children. */
export interface ProcessMeasure {
  readonly type: 'process.measure';
  readonly processes: readonly string[];
  /** With what they have started and let go of, wherever it has gone. Costs a look at every process of the machine. */
  readonly wide?: true;
}
export interface ProcessMeasured {
  /** When it was measured; wall time, epoch milliseconds. */
  readonly at: number;
  readonly machine: { readonly cpus: number; readonly memoryBytes: number };
  /** By name, of those that run. */
  readonly usages: Readonly<Record<string, ProcessUsage>>;
}
export interface ProcessUsage {
  /** Time on a processor since it was started; only rises. */
  readonly cpuMs: number;
  /** What is its own at this moment: not what is cached of files. */
  readonly memoryBytes: number;
}
