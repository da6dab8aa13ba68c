import type { Call, Handler } from '../../../dispatch/service.ts';
import type { Swept } from '../flow/topic.ts';
import { duplicates, duplicateTimes, sortable, topics } from '../records.ts';
import { metricsOf, takeTally } from '../tallies.ts';

/** How many rows are taken away in one transaction. */
const rowsMax = 500;

/** The house's own, asked by a topic's flow at each full minute. */
export const sweep: Handler<{ readonly name: string }, Swept> = ({ name }, call) => {
  if (!topics.get(call.tx, call, name)) return { metrics: [], used: false };
  const left = forgetDuplicates(call, name, call.now);
  return { metrics: metricsOf(name, takeTally(call, name, left)), used: left };
};

/** Forgets the messages that count as duplicates until then. Answers whether others do for longer. */
export function forgetDuplicates(call: Call, topicName: string, until: number): boolean {
  const { tx } = call;
  const prefix = `${topicName}|`;
  const path = `${call.account}|${call.region}|`;
  const rows = tx.list<string>(duplicateTimes.name, { prefix: path + prefix, limit: rowsMax });
  const over = rows.filter(({ key }) => until === Infinity || key < `${path}${prefix}${sortable(until + 1)}`);
  for (const { key, value: name } of over) {
    if ((duplicates.get(tx, call, name)?.until ?? 0) <= until) duplicates.delete(tx, call, name);
    duplicateTimes.delete(tx, call, key.slice(path.length));
  }
  return rows.length > over.length || over.length === rowsMax;
}
