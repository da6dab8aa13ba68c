import { closeSync, openSync, readSync } from 'node:fs';

/** What a program of an image wants in order to run outside of it. */
export type ProgramKind =
  | { readonly kind: 'script'; readonly interpreter: readonly string[] }
  /** Machine code that needs nothing but the kernel, for this machine. */
  | { readonly kind: 'standalone' }
  | { readonly kind: 'foreign'; readonly why: string };

const headBytes = 4096;

/** ELF's numbers of processors. */
const machines: Partial<Record<NodeJS.Architecture, number>> = {
  x64: 62,
  arm64: 183,
  ia32: 3,
  arm: 40,
  riscv64: 243,
};

/** The kind of a program file, by its first bytes. */
export function kindOf(file: string): ProgramKind {
  const descriptor = openSync(file, 'r');
  const head = Buffer.alloc(headBytes);
  const length = readSync(descriptor, head, 0, headBytes, 0);
  closeSync(descriptor);
  return kindOfBytes(head.subarray(0, length));
}

export function kindOfBytes(head: Buffer): ProgramKind {
  if (head.subarray(0, 2).toString() === '#!') {
    const [line = ''] = head.subarray(2).toString().split('\n');
    return { kind: 'script', interpreter: line.trim().split(/\s+/) };
  }
  if (head.subarray(0, 4).toString('latin1') !== '\x7fELF' || head.length < 64)
    return { kind: 'foreign', why: 'it is neither a script nor a program of Linux' };
  return kindOfElf(head);
}

function kindOfElf(head: Buffer): ProgramKind {
  if (process.platform !== 'linux') return { kind: 'foreign', why: 'it is a program of Linux' };
  const machine = head.readUInt16LE(18);
  if (machine !== machines[process.arch]) return { kind: 'foreign', why: 'it is for another processor' };
  return loaderIn(head)
    ? {
        kind: 'foreign',
        why: 'it needs the system libraries of its image, which only a container engine can give it',
      }
    : { kind: 'standalone' };
}

/** Tells whether a program is linked dynamically: its header names a loader (PT_INTERP). */
function loaderIn(head: Buffer): boolean {
  const is64 = head[4] === 2;
  const table = is64 ? Number(head.readBigUInt64LE(32)) : head.readUInt32LE(28);
  const entryBytes = head.readUInt16LE(is64 ? 54 : 42);
  const count = head.readUInt16LE(is64 ? 56 : 44);
  const types = Array.from({ length: count }, (_, index) => table + index * entryBytes);
  return types.some((at) => at + 4 <= head.length && head.readUInt32LE(at) === 3);
}
