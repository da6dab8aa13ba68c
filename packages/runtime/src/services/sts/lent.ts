import type { Tx } from '../../store/store.ts';
import { sessions } from './records.ts';

/** Sessions' keys, lent to `dispatch/authenticate`. An expired one may still be found. */
export const accessKeys = {
  find(tx: Tx, accessKeyId: string) {
    return sessions.get(tx, accessKeyId);
  },
};
