import { spawn, type ChildProcess } from 'node:child_process';
import type { ServerResponse } from 'node:http';
import { assert } from '../../base/assert.ts';
import { wall } from '../../base/clock.ts';
import type { FunctionInvoke, FunctionInvoked, FunctionProcess } from '../../base/effects/function.ts';
import { timers } from '../../base/timers.ts';
import { failure, seconds } from './functions.ts';
import type { AnswerStream } from './answer-stream.ts';
import type { Launch } from './launch.ts';
import { FunctionLog, type Ran } from './log.ts';
import { MemoryWatch, memoryOf } from './memory.ts';
import { OutputReader } from './output.ts';
import type { Reaper } from './reaper.ts';
import type { RuntimeApi, RuntimeApiUser } from './runtime-api.ts';

/**
 * AWS: "The Init phase is limited to 10 seconds"; then it begins again, within the function's own time-out.
 */
const initMsMax = 10_000;
/** How long the last of an invocation's output may take to come through the pipes. */
const overMsMax = 1000;
/** The same, for a runtime that wants another invocation and does not say where its output ends. */
const drainMs = 20;

/** Who takes longer over his first invocation keeps others waiting: they are given processes of their own. */
const firstMs = 250;

const never = new Promise<void>(() => {});

/** How it went, as far as one process knows. */
export type Invoked = Omit<FunctionInvoked, 'concurrent'>;

class Invocation {
  readonly effect: FunctionInvoke;
  /** Where its answer goes, piece by piece; undefined where it is wanted whole. */
  readonly stream: AnswerStream | undefined;
  readonly settle: (invoked: Invoked) => void;
  /**
   * Settled when each output has come to its end mark, and the process wants another invocation or has ended.
   */
  readonly over: Promise<unknown>;
  cancelTimeout: () => void = () => {};
  /** By `performance.now`; undefined until the process has taken it. */
  begunAt: number | undefined;
  isSettled = false;

  constructor(effect: FunctionInvoke, parts: Pick<Invocation, 'stream' | 'settle' | 'over'>) {
    this.effect = effect;
    this.stream = parts.stream;
    this.settle = parts.settle;
    this.over = parts.over;
  }
}

export interface InstanceParts {
  readonly api: RuntimeApi;
  readonly reaper: Reaper;
  readonly launch: Launch;
  /** It is at its first invocation, and will be for longer. */
  readonly started: () => void;
  /** It has answered, and waits for another invocation. */
  readonly idle: (instance: Instance) => void;
  readonly ended: (instance: Instance) => void;
}

/** One process of a function: Lambda's execution environment. Runs one invocation at a time. */
export class Instance implements RuntimeApiUser {
  /** Set where it is to end when it has answered. */
  isRetired = false;
  /** Until it has answered its first invocation, or has been at it for a while. */
  isStarting = true;
  /** Set when it has been waiting for an invocation, once. */
  wasReady = false;
  readonly function: string;
  readonly revision: string;
  readonly #parts: InstanceParts;
  readonly #log = new FunctionLog();
  readonly #readers = [0, 1].map(() => new OutputReader((text) => this.#log.print(text)));
  readonly #startedAt = performance.now();
  #initMs: number | undefined;
  #child: ChildProcess | undefined;
  #leave: () => void = () => {};
  #waiting: ServerResponse | undefined;
  #rested: () => void = () => {};
  #invocation: Invocation | undefined;
  #isEnded = false;
  readonly #memory: MemoryWatch;
  #isOutOfMemory = false;

  constructor(process: FunctionProcess, parts: InstanceParts) {
    this.function = process.function;
    this.revision = process.revision;
    this.#parts = parts;
    this.#memory = new MemoryWatch(process.memoryMb, () => this.#outOfMemory());
    void this.#start();
  }

  invoke(effect: FunctionInvoke, stream?: AnswerStream): Promise<Invoked> {
    assert(!this.#invocation && !this.#isEnded, 'an instance runs one invocation at a time');
    return new Promise((settle) => {
      const { marksEnds } = this.#parts.launch;
      const printed = marksEnds ? this.#readers.map((reader) => reader.ended(effect.requestId)) : [];
      const rested = new Promise<void>((resolve) => (this.#rested = resolve));
      const over = Promise.all([...printed, rested]);
      const invocation = new Invocation(effect, { stream, settle, over });
      this.#invocation = invocation;
      this.#memory.begin(() => this.#child?.pid);
      if (this.#waiting) this.#handOver(invocation, this.#waiting);
      else this.#timeOutAfter(invocation, initMsMax + effect.timeoutMs);
    });
  }

  /** Ends the process and its children, at once. */
  kill(): void {
    this.#isEnded = true;
    this.isStarting = false;
    // The number of one that has ended may be another's.
    if (this.#child?.exitCode === null && this.#child.signalCode === null) killGroup(this.#child);
  }

  ready(response: ServerResponse): void {
    // Said before it was ended, and read afterwards: it takes nothing any more.
    if (this.#isEnded) return;
    this.#waiting = response;
    if (this.#invocation?.isSettled) return this.#rested();
    if (this.#invocation && this.#invocation.begunAt === undefined) {
      this.#initMs = performance.now() - this.#startedAt;
      this.#handOver(this.#invocation, response);
      timers.after(firstMs, () => this.#started());
    } else if (!this.#invocation) {
      this.isStarting = false;
      this.#parts.idle(this);
    }
  }

  #started(): void {
    if (!this.isStarting) return;
    this.isStarting = false;
    this.#parts.started();
  }

  streamOf(requestId: string): AnswerStream | undefined {
    return this.#current(requestId)?.stream;
  }

  answered(requestId: string, payload: string | undefined): void {
    const invocation = this.#current(requestId);
    if (!invocation) return;
    if (payload !== undefined) return void this.#finish(invocation, { payload });
    const message = 'Response payload size exceeded maximum allowed payload size (6291556 bytes).';
    void this.#finish(invocation, {
      payload: failure('Function.ResponseSizeTooLarge', message),
      failed: true,
    });
  }

  failed(requestId: string | undefined, payload: string): void {
    const invocation = requestId === undefined ? this.#invocation : this.#current(requestId);
    const isInit = requestId === undefined;
    const { errorType = 'Unknown' } = JSON.parse(payload) as { errorType?: string };
    const status = isInit ? { errorType } : undefined;
    if (invocation) void this.#finish(invocation, { payload, failed: true, status });
  }

  async #start(): Promise<void> {
    const { api, launch } = this.#parts;
    const { address, leave } = await api.join(this);
    this.#leave = leave;
    if (this.#isEnded) return this.#exited(exitReason(null, 'SIGKILL'));
    const [program = '', ...words] = launch.argv;
    // A group of its own, so that what it starts ends with it.
    const child = spawn(program, words, {
      cwd: launch.folder,
      env: { ...launch.env, AWS_LAMBDA_RUNTIME_API: address },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    this.#child = child;
    for (const [index, stream] of [child.stdout!, child.stderr!].entries()) {
      stream.on('data', (bytes: Buffer) => this.#readers[index]!.read(bytes));
      stream.on('close', () => this.#readers[index]!.close());
    }
    if (child.pid !== undefined) this.#parts.reaper.watch(child.pid);
    child.on('error', (error) => this.#exited(error.message));
    child.on('exit', (code, signal) => this.#groupEnded(child, exitReason(code, signal)));
  }

  /** What it has said is heard to its end, unless somebody who has left its group keeps that from coming. */
  #groupEnded(child: ChildProcess, reason: string): void {
    killGroup(child);
    if (child.pid !== undefined) this.#parts.reaper.forget(child.pid);
    const closed = new Promise<void>((resolve) => child.on('close', () => resolve()));
    void within(overMsMax, closed).then(() => this.#exited(reason));
  }

  #handOver(invocation: Invocation, response: ServerResponse): void {
    const { effect } = invocation;
    this.#waiting = undefined;
    invocation.cancelTimeout();
    invocation.begunAt = performance.now();
    this.#log.start(effect);
    this.#timeOutAfter(invocation, effect.timeoutMs);
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': effect.requestId,
      'lambda-runtime-deadline-ms': String(wall.now() + effect.timeoutMs),
      'lambda-runtime-invoked-function-arn': effect.invokedArn ?? effect.function,
    });
    response.end(effect.payload);
  }

  #timeOutAfter(invocation: Invocation, ms: number): void {
    invocation.cancelTimeout = timers.after(ms, () => this.#timedOut(invocation));
  }

  // AWS: since 2024 the message is `RequestId: … Error: Task timed out after 3.00 seconds`, of type
  // Sandbox.Timedout.
  #timedOut(invocation: Invocation): void {
    const { requestId, timeoutMs } = invocation.effect;
    const message = `RequestId: ${requestId} Error: Task timed out after ${seconds(timeoutMs)} seconds`;
    const payload = failure('Sandbox.Timedout', message);
    void this.#finish(invocation, { payload, failed: true, status: 'timeout' });
    this.kill(); // Which closes its outputs.
  }

  // AWS: seen as `Runtime exited with error: signal: killed`, of type Runtime.OutOfMemory, all of the memory used.
  #outOfMemory(): void {
    this.#isOutOfMemory = true;
    this.kill();
  }

  #exited(reason: string): void {
    this.#rested();
    const invocation = this.#invocation;
    if (invocation && !invocation.isSettled) {
      const message = `RequestId: ${invocation.effect.requestId} Error: ${reason}`;
      const errorType = this.#isOutOfMemory ? 'Runtime.OutOfMemory' : 'Runtime.ExitError';
      const status = { errorType };
      void this.#finish(invocation, {
        payload: failure(errorType, message),
        failed: true,
        status,
      });
    }
    this.#end();
  }

  #end(): void {
    if (!this.#isEnded) this.kill();
    this.#leave();
    this.#leave = () => {};
    this.#parts.ended(this);
  }

  #current(requestId: string): Invocation | undefined {
    return this.#invocation?.effect.requestId === requestId ? this.#invocation : undefined;
  }

  /** Answers an invocation, once all it has printed has come through. */
  async #finish(invocation: Invocation, outcome: Outcome): Promise<void> {
    if (invocation.isSettled) return;
    invocation.isSettled = true;
    invocation.cancelTimeout();
    this.#memory.end();
    const memoryUsedMb = this.#isOutOfMemory ? invocation.effect.memoryMb : memoryOf(this.#child?.pid);
    const durationMs = performance.now() - (invocation.begunAt ?? this.#startedAt);
    invocation.stream?.end();
    if (invocation.begunAt === undefined) this.#log.start(invocation.effect);
    await within(overMsMax, invocation.over);
    if (!this.#parts.launch.marksEnds) await within(drainMs, never);
    const { payload, failed, status } = outcome;
    const initMs = this.#initMs;
    this.#initMs = undefined;
    const ran: Ran = { durationMs, initMs, memoryUsedMb, ...(status && { status }) };
    const log = this.#log.end(invocation.effect, ran);
    if (this.#invocation === invocation) this.#invocation = undefined;
    this.isStarting = false;
    invocation.settle({ payload, ...(failed && { functionError: 'Unhandled' as const }), log, durationMs });
    if (this.#waiting && !this.#isEnded) this.#parts.idle(this);
  }
}

interface Outcome {
  readonly payload: string;
  readonly failed?: boolean;
  readonly status?: Ran['status'] | undefined;
}

// AWS: the wording of its Runtime Interface Emulator, which Lambda itself uses.
function exitReason(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal !== null) return `Runtime exited with error: signal: ${signalNames[signal] ?? signal}`;
  return code === 0
    ? 'Runtime exited without providing a reason'
    : `Runtime exited with error: exit status ${code}`;
}

const signalNames: Partial<Record<NodeJS.Signals, string>> = {
  SIGKILL: 'killed',
  SIGTERM: 'terminated',
  SIGABRT: 'aborted',
  SIGSEGV: 'segmentation fault',
};

function killGroup(child: ChildProcess | undefined): void {
  if (child?.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function within(ms: number, promise: Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const cancel = timers.after(ms, resolve);
    void promise.then(() => {
      cancel();
      resolve();
    });
  });
}
