import type { WaitingHandler } from '../../../dispatch/service.ts';
import { queueDoesNotExist } from '../errors.ts';
import { placeOf, queues } from '../records.ts';
import { nextReadyAt, shelfOf } from '../shelf.ts';

/** How long a question may wait before it is put anew, wall time. */
const askedMs = 60 * 60_000;

/**
 * Inside only: waits, for however long, until a queue has something to receive. For those whom AWS has poll: they
 * are woken here when a message is sent or shows again.
 */
export const awaitMessage: WaitingHandler<{ readonly QueueUrl: string }, object> = {
  async waits({ QueueUrl }, call) {
    for (let found: boolean | undefined; !found;)
      found = await call.ask((now) => {
        const queue = queues.get(now.tx, now, placeOf(QueueUrl).name) ?? queueDoesNotExist();
        const readyAt = nextReadyAt(shelfOf(now.tx, now, queue, now.now));
        if (readyAt === undefined) return {};
        return readyAt <= now.now ? { answer: true } : { againAt: readyAt };
      }, askedMs);
    return {};
  },
};
