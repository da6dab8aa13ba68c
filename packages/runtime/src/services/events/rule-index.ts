import { createHash } from 'node:crypto';
import type { Scope } from '../../base/scope.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { patternOf } from './patterns.ts';
import { ruleKey, rules, type BusEvent, type Rule } from './records.ts';

/** The rules of a bus that hear of events, by the sources they name; those that name none are for any. */
interface RuleIndex {
  readonly bySource: ReadonlyMap<string, readonly Rule[]>;
  readonly forAny: readonly Rule[];
}

/** What the rules of a bus are, as a digest of all that was done to them. By bus. */
const ruleDigests = collection<{ readonly digest: string }>('events.rule-digests');

/**
 * Indexes made lately, by their digests. What a digest stands for never changes: no house, and no transaction that was
 * undone, finds another's rules here.
 */
const known = new Map<string, RuleIndex>();
const knownMax = 200;

export function keepRule(tx: Tx, scope: Scope, rule: Rule): void {
  change(tx, scope, rule.bus, rule);
  rules.put(tx, scope, ruleKey(rule.bus, rule.name), rule);
}

export function forgetRule(tx: Tx, scope: Scope, { bus, name }: Pick<Rule, 'bus' | 'name'>): void {
  change(tx, scope, bus, { name, gone: true });
  rules.delete(tx, scope, ruleKey(bus, name));
}

function change(tx: Tx, scope: Scope, bus: string, done: object): void {
  const before = ruleDigests.get(tx, scope, bus)?.digest ?? digestOf(rulesOf(tx, scope, bus));
  ruleDigests.put(tx, scope, bus, { digest: digestOf([before, done]) });
}

const digestOf = (what: object): string => createHash('sha256').update(JSON.stringify(what)).digest('base64');

const rulesOf = (tx: Tx, scope: Scope, bus: string): Rule[] =>
  rules.list(tx, scope, { prefix: ruleKey(bus, '') });

/** The rules of a bus that want an event, by their names. */
export function rulesThatWant(tx: Tx, scope: Scope, bus: string, event: BusEvent): Rule[] {
  const { bySource, forAny } = indexOf(tx, scope, bus);
  const named = bySource.get(event.source) ?? [];
  const wanting = [...forAny, ...named].filter(({ pattern }) => patternOf(pattern!)(event));
  return wanting.length > 1 ? wanting.sort((a, b) => (a.name < b.name ? -1 : 1)) : wanting;
}

/** Whether there is any rule for a source at all. */
export function mayBeWanted(tx: Tx, scope: Scope, bus: string, source: string): boolean {
  const { bySource, forAny } = indexOf(tx, scope, bus);
  return forAny.length > 0 || bySource.has(source);
}

function indexOf(tx: Tx, scope: Scope, bus: string): RuleIndex {
  const digest = ruleDigests.get(tx, scope, bus)?.digest;
  if (digest === undefined) return indexed(rulesOf(tx, scope, bus));
  const key = `${scope.account}|${scope.region}|${bus}|${digest}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size >= knownMax) known.clear();
  const index = indexed(rulesOf(tx, scope, bus));
  known.set(key, index);
  return index;
}

const enabled = new Set(['ENABLED', 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS']);

function indexed(all: readonly Rule[]): RuleIndex {
  const bySource = new Map<string, Rule[]>();
  const forAny: Rule[] = [];
  for (const rule of all) {
    if (rule.pattern === undefined || !enabled.has(rule.state)) continue;
    const sources = sourcesOf(rule.pattern);
    if (!sources) forAny.push(rule);
    for (const source of new Set(sources)) {
      const others = bySource.get(source);
      if (others) others.push(rule);
      else bySource.set(source, [rule]);
    }
  }
  return { bySource, forAny };
}

/** The sources a pattern demands one of; undefined where it compares otherwise, or does not ask. */
function sourcesOf(pattern: string): readonly string[] | undefined {
  const { source } = JSON.parse(pattern) as { readonly source?: unknown };
  const isPlain = Array.isArray(source) && source.every((each) => typeof each === 'string');
  return isPlain ? (source as readonly string[]) : undefined;
}
