import type { QueryStatus } from '@aws-sdk/client-cloudwatch-logs';
import type { WaitingHandler } from '../../../dispatch/service.ts';
import type { Reply } from '../../../dispatch/waits.ts';
import { isOpen } from '../queries.ts';
import { queryOf } from './queries.ts';

/** How long a question may wait before it is put anew, wall time. */
const askedMs = 60 * 60_000;

/** Inside only: waits until a query has ended, for those whom AWS has poll. */
export const awaitQuery: WaitingHandler<{ readonly queryId: string }, { readonly status: QueryStatus }> = {
  async waits({ queryId }, call) {
    for (;;) {
      const status = await call.ask<QueryStatus>((now) => {
        const query = queryOf(now, queryId);
        const ended: Reply<QueryStatus> = { answer: query.status };
        return isOpen(query) ? {} : ended;
      }, askedMs);
      if (status !== undefined) return { status };
    }
  },
};
