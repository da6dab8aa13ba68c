import { receiptHandleIsInvalid } from './errors.ts';
import type { Message } from './shelf.ts';

/** What a receipt handle says: which message, received for which time. */
export interface Receipt {
  readonly key: string;
  readonly receives: number;
}

export const handleOf = ({ key, id, receives }: Message): string =>
  Buffer.from(`${id} ${key} ${receives}`).toString('base64');

export function receiptOf(handle: string): Receipt {
  const [, key, receives] =
    /^[0-9a-f-]{36} (\d+\|\d+\|\d+) (\d+)$/.exec(Buffer.from(handle, 'base64').toString('latin1')) ?? [];
  if (key === undefined || receives === undefined) return receiptHandleIsInvalid(handle);
  return { key, receives: Number(receives) };
}
