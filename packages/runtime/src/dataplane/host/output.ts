import { closeSync, fstatSync, openSync, readSync, writeSync } from 'node:fs';
import { wall } from '../../base/clock.ts';
import { isDiskFull } from '../../base/disk-full.ts';
import { timers } from '../../base/timers.ts';

/** The most that one answer gives. */
const chunkBytesMax = 256 * 1024;
/** More than this of one process is not kept: a log has no end, a disk has. */
const keptBytesMax = 1024 * 1024 * 1024;
/** Each answer costs the control plane a commit: a chatty process is followed at this pace. Wall time. */
const paceMs = 50;
/** What is said within a moment, and the end within a moment, is one answer. Wall time. */
const momentMs = 10;
/** How long the rest of a line is waited for. Wall time. */
const unfinishedLineMs = 1000;

const lost = Buffer.from('\npenstock: the disk was full, and something that was said is not kept\n');

/** What a process has said: a file that grows, and those who wait for more of it. */
export class Output {
  readonly #file: string;
  /** Open as long as it grows. */
  #descriptor: number | undefined;
  readonly #waiting = new Set<() => void>();
  #size: number;
  /** The disk was full when it said something last. */
  #isLossy = false;
  #ended = false;
  #lastAnswerAt = 0;

  constructor(file: string) {
    this.#file = file;
    this.#descriptor = openSync(file, 'a', 0o600);
    this.#size = fstatSync(this.#descriptor).size;
  }

  append(bytes: Buffer): void {
    if (this.#size >= keptBytesMax || bytes.length === 0) return;
    this.#isLossy = !this.#write(this.#isLossy ? Buffer.concat([lost, bytes]) : bytes);
    if (this.#size >= keptBytesMax) this.#write(Buffer.from('\npenstock: output beyond 1 GiB is not kept\n'));
    this.#wakeAll();
  }

  /** Answers false where the disk is full: a process does not end because nobody can keep what it says. */
  #write(bytes: Buffer): boolean {
    if (this.#descriptor === undefined) return true;
    let written = 0;
    try {
      while (written < bytes.length) written += writeSync(this.#descriptor, bytes, written);
      return true;
    } catch (error) {
      if (isDiskFull(error)) return false;
      throw error;
    } finally {
      this.#size += written;
    }
  }

  /** Nothing more comes. */
  end(): void {
    this.#ended = true;
    if (this.#isLossy) this.#write(lost);
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
    this.#wakeAll();
  }

  /** Waits for more than `from` bytes, or the end. `last` tells that everything is given. */
  async follow(from: number, signal: AbortSignal): Promise<{ output: string; next: number; last: boolean }> {
    await this.#change(() => this.#ended || this.#size > from, signal);
    const restMs = Math.max(this.#lastAnswerAt + paceMs - wall.now(), momentMs);
    await this.#change(() => this.#ended, signal, restMs);
    let bytes = this.#read(from);
    if (!this.#ended && bytes.length < chunkBytesMax && !bytes.includes(10)) {
      await this.#change(() => this.#ended || this.#read(from).includes(10), signal, unfinishedLineMs);
      bytes = this.#read(from);
    }
    this.#lastAnswerAt = wall.now();
    const whole = this.#ended && from + bytes.length >= this.#size;
    const given = whole ? bytes : bytes.subarray(0, cutOf(bytes));
    return { output: given.toString(), next: from + given.length, last: whole };
  }

  #read(from: number): Buffer {
    const buffer = Buffer.allocUnsafe(Math.max(0, Math.min(chunkBytesMax, this.#size - from)));
    if (buffer.length === 0) return buffer;
    const descriptor = openSync(this.#file, 'r');
    const length = readSync(descriptor, buffer, 0, buffer.length, from);
    closeSync(descriptor);
    return buffer.subarray(0, length);
  }

  /** Waits until it is so, or for so many milliseconds of wall time. */
  async #change(isSo: () => boolean, signal: AbortSignal, waitMs = Infinity): Promise<void> {
    if (isSo() || waitMs <= 0) return;
    await new Promise<void>((resolve, reject) => {
      const look = () => {
        if (isSo()) settle(resolve);
      };
      const giveUp = () => settle(() => reject(signal.reason as Error));
      const forgetTimer = waitMs === Infinity ? () => {} : timers.after(waitMs, () => settle(resolve));
      const settle = (outcome: () => void) => {
        this.#waiting.delete(look);
        signal.removeEventListener('abort', giveUp);
        forgetTimer();
        outcome();
      };
      this.#waiting.add(look);
      signal.addEventListener('abort', giveUp);
      if (signal.aborted) giveUp();
    });
  }

  #wakeAll(): void {
    for (const look of [...this.#waiting]) look();
  }
}

/** Where to cut bytes that go on: after the last line, or else after the last whole character. */
export function cutOf(bytes: Buffer): number {
  const line = bytes.lastIndexOf(10) + 1;
  if (line > 0) return line;
  for (let back = 1; back <= Math.min(4, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length - back + 1;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back >= length ? bytes.length : bytes.length - back;
    }
  }
  return bytes.length;
}
