import type { Tx } from '../../store/store.ts';

/** 127.80.0.0/12, without its first and last address. */
const room = 2 ** 20 - 2;

/** The nth address that a task gets: 127.80.0.1 and up, starting again when all have been given. */
export function addressOf(n: number): string {
  const host = ((n - 1) % room) + 1;
  return `127.${80 + (host >> 16)}.${(host >> 8) & 255}.${host & 255}`;
}

export const nextAddress = (tx: Tx): string => addressOf(tx.next('ecs.addresses'));
