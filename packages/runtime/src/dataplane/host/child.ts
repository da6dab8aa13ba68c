import { constants, openSync, readSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Socket } from 'node:net';
import type { ProcessExit, ProcessFollowed, ProcessLimits } from '../../base/effects/process.ts';
import { wall } from '../../base/clock.ts';
import { isDiskFull } from '../../base/disk-full.ts';
import { timers } from '../../base/timers.ts';
import { identityOf, isRunning } from './identity.ts';
import type { ProcessFolder } from './folder.ts';
import { Output } from './output.ts';
import type { Launched } from './launched.ts';
import { lowerPriority } from './priority.ts';
import { marked, send, signalGroup, type Census } from './stragglers.ts';

/** How often one looks after what is not one's own child, and a group that was told to end. Wall time. */
const lookMs = 50;
/** How long the killed are waited for: the system needs a moment. Wall time. */
const deathMs = 2000;
/** How long who has left its process's group may outlive it. Wall time. */
const sweepMs = 20;
/** What a process that lived too long gets to end by itself. Wall time. */
const timedOutGraceMs = 2000;

/**
 * One supervised process, from birth to end. It writes into a FIFO that it holds open for reading too, so
 * that it outlives whoever reads; what was read is in a file.
 */
export class Child {
  /** Those that have ended lately. */
  static readonly #left: Child[] = [];
  readonly pid: number;
  readonly ended: Promise<ProcessExit>;
  readonly #folder: ProcessFolder;
  /** Who was there before it; unknown of one that was adopted. */
  readonly #before: Census | undefined;
  readonly #output: Output;
  readonly #limits: ProcessLimits | undefined;
  readonly #settle: (exit: ProcessExit) => void;
  #pipe: { readonly descriptor: number; readonly socket: Socket } | undefined;
  #exit: ProcessExit | undefined;
  /** How many are at it. */
  #stopping = 0;
  /** Whether it will end by itself, and leave to others to end what it has started. */
  #willLeave = false;
  #leaving: Promise<void> | undefined;
  #timedOut = false;
  #outOfMemory = false;
  #forgetDeadline: () => void = () => {};

  private constructor(folder: ProcessFolder, pid: number, before?: Census) {
    this.#folder = folder;
    this.pid = pid;
    this.#before = before;
    this.#output = new Output(folder.file('output'));
    this.#limits = folder.readSpec()?.limits;
    const { promise, resolve } = Promise.withResolvers<ProcessExit>();
    this.ended = promise;
    this.#settle = resolve;
  }

  /** What was launched becomes the process of this folder. */
  static of(folder: ProcessFolder, { pid, ended, before, reading }: Launched): Child {
    const child = new Child(folder, pid, before);
    child.#listen(reading);
    void ended.then((exit) => child.#end(exit));
    folder.writeBirth({ pid, identity: identityOf(pid) ?? 'ended at once' });
    child.#watchDeadline();
    lowerPriority(pid, child.#limits?.cpuShares);
    return child;
  }

  /** Takes on what another supervisor started: it runs still, or has ended, known or unseen. */
  static adopt(folder: ProcessFolder, birth: { pid: number; identity: string }): Child {
    const child = new Child(folder, birth.pid);
    const exit = folder.readExit();
    if (exit) child.#finish(exit);
    else {
      child.#listen(openSync(folder.file('output.fifo'), constants.O_RDONLY | constants.O_NONBLOCK));
      child.#watch(birth.identity);
      child.#watchDeadline();
    }
    return child;
  }

  get exit(): ProcessExit | undefined {
    return this.#exit;
  }

  /** What it may use of the machine, while it runs. */
  get limits(): ProcessLimits | undefined {
    return this.#exit ? undefined : this.#limits;
  }

  /** Ends it at once, with all that it has started. */
  killOutOfMemory(): void {
    if (this.#exit) return;
    this.#outOfMemory = true;
    this.#kill();
  }

  async follow(from: number, signal: AbortSignal): Promise<ProcessFollowed> {
    const { output, next, last } = await this.#output.follow(from, signal);
    return { output, next, ...(last && this.#exit ? { exit: this.#exit } : {}) };
  }

  /**
   * SIGTERM to the group, SIGKILL to all that is left of it when the grace is over. Resolves when all have
   * ended.
   */
  async stop(graceMs: number): Promise<void> {
    // The pid of what ended long ago may be another's by now.
    if (this.#exit && this.#stopping === 0) return;
    this.#stopping++;
    signalGroup(this.pid, 'SIGTERM');
    await within(graceMs, this.#gone());
    this.#kill();
    await within(deathMs, this.ended);
    this.#stopping--;
  }

  /** It will end by itself: what it has started is ended by `leave`, and not at once. */
  willLeave(): void {
    this.#willLeave = true;
  }

  /** Waits for its end, and ends all that is left, as `stop` does. */
  leave(graceMs: number): Promise<void> {
    return (this.#leaving ??= this.#leave(graceMs));
  }

  async #leave(graceMs: number): Promise<void> {
    this.#stopping++;
    await within(graceMs, this.ended);
    if (this.#exit && !signalGroup(this.pid, 0)) this.#sweepSoon();
    else await this.stop(graceMs);
    this.#stopping--;
  }

  /** Its group is gone; who has left that is looked for a moment later, for many at once. */
  #sweepSoon(): void {
    if (Child.#left.push(this) > 1) return;
    timers.after(sweepMs, () => {
      const left = Child.#left.splice(0);
      const marks = left.map((child) => child.#folder.mark);
      // Who was there before the first of them was there before all.
      for (const pid of marked(marks, left[0]!.#before)) send(pid, 'SIGKILL');
    });
  }

  /** Ends all of them at once. Looking for those who left their group costs the same for many as for one. */
  static async killAll(children: readonly Child[]): Promise<void> {
    const running = children.filter((child) => !child.#exit);
    for (const child of running) {
      child.#stopping++;
      signalGroup(child.pid, 'SIGKILL');
    }
    for (const pid of marked(running.map((child) => child.#folder.mark))) send(pid, 'SIGKILL');
    await within(deathMs, Promise.all(running.map((child) => child.ended)));
    for (const child of running) child.#stopping--;
  }

  /** Pids of it and of all that it has started, wherever that has gone. */
  strays(): readonly number[] {
    return marked([this.#folder.mark], this.#before);
  }

  /** SIGKILL to the group, and to whoever left it. */
  #kill(): void {
    signalGroup(this.pid, 'SIGKILL');
    for (const pid of marked([this.#folder.mark], this.#before)) send(pid, 'SIGKILL');
  }

  async #gone(): Promise<void> {
    await this.ended;
    while (this.#stopping > 0 && signalGroup(this.pid, 0)) await after(lookMs);
  }

  #listen(descriptor: number): void {
    const socket = new Socket({ fd: descriptor, readable: true, writable: false });
    this.#pipe = { descriptor, socket };
    socket.on('data', (bytes: Buffer) => this.#output.append(bytes));
    const over = () => (this.#pipe = undefined);
    socket.on('end', over).on('error', over).on('close', over);
  }

  #watchDeadline(): void {
    const deadline = this.#folder.readSpec()?.deadline;
    if (deadline === undefined) return;
    this.#forgetDeadline = timers.after(deadline - wall.now(), () => {
      this.#timedOut = true;
      void this.stop(timedOutGraceMs);
    });
  }

  #watch(identity: string): void {
    if (isRunning(this.pid, identity)) timers.after(lookMs, () => this.#watch(identity));
    else this.#end({ exitCode: null, signal: null });
  }

  /** The leader has ended. Like a container's, its children end with it, unless they were given a grace. */
  #end(seen: ProcessExit): void {
    if (this.#stopping === 0 && !this.#willLeave) this.#kill();
    this.#drain();
    const exit = {
      ...seen,
      ...(this.#timedOut && { timedOut: true }),
      ...(this.#outOfMemory && { outOfMemory: true }),
    };
    this.#writeExit(exit);
    const scratch = this.#folder.readSpec()?.scratch;
    // What cannot be removed is the operator's to find: the process has ended all the same.
    if (scratch) rm(scratch, { recursive: true, force: true }).catch(() => {});
    this.#finish(exit);
  }

  /** Where the disk is full, the next host does not know it. */
  #writeExit(exit: ProcessExit): void {
    try {
      this.#folder.writeExit(exit);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
      process.emitWarning(`how process ${this.pid} ended is not kept: the disk is full`);
    }
  }

  #finish(exit: ProcessExit): void {
    this.#exit = exit;
    this.#forgetDeadline();
    this.#output.end();
    this.#settle(exit);
  }

  /** What is in the pipe now is the process's; what a child that left it says later is not waited for. */
  #drain(): void {
    if (!this.#pipe) return;
    const { descriptor, socket } = this.#pipe;
    this.#pipe = undefined;
    const buffer = Buffer.allocUnsafe(64 * 1024);
    for (let length = 1, rounds = 0; length > 0 && rounds < 64; rounds++) {
      length = readNow(descriptor, buffer);
      this.#output.append(buffer.subarray(0, length));
    }
    socket.destroy();
  }
}

function readNow(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}

async function within(ms: number, done: Promise<unknown>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const forget = timers.after(ms, resolve);
  await Promise.race([promise, done]);
  forget();
}

const after = (ms: number) => new Promise<void>((resolve) => timers.after(ms, resolve));
