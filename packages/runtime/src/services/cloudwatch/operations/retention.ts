import { flowId, type Call, type Handler } from '../../../dispatch/service.ts';
import { retentionFlowKind, type Retention, type RetentionFact, type RolledUp } from '../flow/retention.ts';
import { metricKey, metrics, rollUps, seriesOf, type KnownMetric } from '../records.ts';
import { aged, tiers, type Tier } from '../retention.ts';
import { firstRows, forgetRow, keepRow, type Resolution } from '../rows.ts';

const pad = (ms: number): string => String(ms).padStart(14, '0');

/** `<when>|<metric>`: the first one is the next that is due. */
const dueOf = (at: number, metric: KnownMetric): string => `${pad(at)}|${metricKey(metric)}`;
const metricOf = (due: string): string => due.slice(15);

/** Rows of one call; whatever is left is done by the next. */
const rowsMax = 2000;

/** A metric with its next roll-up noted, where what was put now has to be rolled up before it. */
export function withRollUp(call: Call, metric: KnownMetric, finest: Resolution): KnownMetric {
  const [fine, minutes] = tiers as [Tier, Tier];
  const tier = finest === 1 ? fine : minutes;
  const at = call.now + tier.keptMs + tier.roundMs;
  const isFine = metric.isFine || finest === 1;
  if (metric.rollUpAt !== undefined && metric.rollUpAt <= at)
    return isFine === metric.isFine ? metric : { ...metric, isFine };
  if (metric.rollUpAt !== undefined) rollUps.delete(call.tx, call, dueOf(metric.rollUpAt, metric));
  return { ...metric, isFine, rollUpAt: planned(call, metric, at) };
}

function planned(call: Call, metric: KnownMetric, at: number): number {
  const due = dueOf(at, metric);
  rollUps.put(call.tx, call, due, due);
  expect(call, at);
  return at;
}

function expect(call: Call, at: number): void {
  const id = flowId(retentionFlowKind, call, 'rows');
  const known = call.flows.state<Retention>(id);
  const { account, region } = call;
  const fact: RetentionFact = { type: 'RollUpExpected', at };
  if (!known) call.flows.start(retentionFlowKind, id, { account, region, dueAt: at } satisfies Retention);
  else if (known.dueAt === undefined || known.dueAt > at) call.flows.tell(id, fact);
}

/** Rolls up what is due; a call of the house's own. */
export const rollUp: Handler<object, RolledUp> = (_, call) => {
  let left = rowsMax;
  for (;;) {
    const [due] = rollUps.list(call.tx, call, { limit: 1 });
    if (due === undefined) return {};
    const dueAt = Number(due.slice(0, 14));
    if (dueAt > call.now) return { dueAt };
    if (left <= 0) return { dueAt: call.now };
    rollUps.delete(call.tx, call, due);
    const metric = metrics.get(call.tx, call, metricOf(due));
    if (metric?.rollUpAt === dueAt) left -= rolledUp(call, metric, left);
  }
};

/** Rolls up what is due of a metric, up to so many rows. Answers how many it looked at. */
function rolledUp(call: Call, before: KnownMetric, limit: number): number {
  let metric = before;
  let seen = 1;
  let nextAt = Infinity;
  for (const tier of tiers) {
    if (tier.resolutionSeconds === 1 && !metric.isFine) continue;
    const from = metric.rolledTo?.[tier.resolutionSeconds] ?? 0;
    const { to, count, dueAt } = tierRolledUp(call, metric, { tier, from, limit: limit - seen });
    metric = { ...metric, rolledTo: { ...metric.rolledTo, [tier.resolutionSeconds]: to } };
    seen += count;
    nextAt = Math.min(nextAt, dueAt);
  }
  const key = metricKey(metric);
  if (nextAt === Infinity) metrics.delete(call.tx, call, key);
  else metrics.put(call.tx, call, key, { ...metric, rollUpAt: planned(call, metric, nextAt) });
  return seen;
}

interface Part {
  readonly tier: Tier;
  /** Rows before are of longer resolutions already. */
  readonly from: number;
  readonly limit: number;
}

/** Rolls up the rows of one resolution that have grown too old for it. */
function tierRolledUp(call: Call, metric: KnownMetric, { tier, from, limit }: Part) {
  const { tx, now } = call;
  const series = seriesOf(metric);
  const end = now - tier.keptMs;
  const rows = firstRows(tx, call, series, { from, limit: Math.max(1, limit) });
  let [to, count] = [from, 0];
  for (const row of rows) {
    if (row.start >= end)
      return { to: Math.max(to, from), count, dueAt: row.start + tier.keptMs + tier.roundMs };
    to = row.start;
    count++;
    if (row.resolutionSeconds !== tier.resolutionSeconds) continue;
    forgetRow(tx, call, series, row);
    const kept = aged(row, now);
    if (kept) keepRow(tx, call, series, kept);
  }
  return { to, count, dueAt: rows.length < Math.max(1, limit) ? Infinity : now };
}
