import { createHash } from 'node:crypto';
import { PatternIndex } from '../../base/pattern/pattern-index.ts';
import type { Scope } from '../../base/scope.ts';
import { apiCall } from '../../dispatch/trail-event.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { patternOf } from './patterns.ts';
import { ruleKey, rules, type BusEvent, type Rule } from './records.ts';

/** The rules of a bus that hear of events. */
interface RuleIndex {
  readonly rules: PatternIndex<Rule>;
  /** The sources they name; undefined where some rule is for any, or compares otherwise. */
  readonly sources: ReadonlySet<string> | undefined;
  /** Whether any of them asks for calls of APIs. */
  readonly hasCalls: boolean;
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
  const candidates = indexOf(tx, scope, bus).rules.candidates(event);
  const wanting = candidates.filter(({ pattern }) => patternOf(pattern!)(event));
  return wanting.length > 1 ? wanting.sort((a, b) => (a.name < b.name ? -1 : 1)) : wanting;
}

/** Whether there is any rule for a source at all. */
export function mayBeWanted(tx: Tx, scope: Scope, bus: string, source: string): boolean {
  const { sources } = indexOf(tx, scope, bus);
  return sources === undefined || sources.has(source);
}

/** Whether any rule asks for calls of APIs. */
export const mayHearOfCalls = (tx: Tx, scope: Scope, bus: string): boolean =>
  indexOf(tx, scope, bus).hasCalls;

/** Whether a rule asks for calls of APIs by what they are. */
export const hearsOfCalls = ({ pattern }: Rule): boolean => pattern !== undefined && asksForCalls(pattern);

function asksForCalls(pattern: string): boolean {
  const { 'detail-type': types } = JSON.parse(pattern) as { readonly 'detail-type'?: unknown };
  return Array.isArray(types) && types.includes(apiCall);
}

function indexOf(tx: Tx, scope: Scope, bus: string): RuleIndex {
  const digest = ruleDigests.get(tx, scope, bus)?.digest;
  if (digest === undefined) {
    const all = rulesOf(tx, scope, bus);
    return all.length === 0 ? ofNobody : indexed(all);
  }
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
  const hearing = all.filter(({ pattern, state }) => pattern !== undefined && enabled.has(state));
  const sources = hearing.map(({ pattern }) => sourcesOf(pattern!));
  return {
    rules: new PatternIndex(hearing.map((rule) => ({ text: rule.pattern!, of: rule }))),
    hasCalls: hearing.some(({ pattern }) => asksForCalls(pattern!)),
    sources: sources.includes(undefined) ? undefined : new Set(sources.flatMap((each) => each ?? [])),
  };
}

const ofNobody = indexed([]);

/** The sources a pattern demands one of; undefined where it compares otherwise, or does not ask. */
function sourcesOf(pattern: string): readonly string[] | undefined {
  const { source } = JSON.parse(pattern) as { readonly source?: unknown };
  const isPlain = Array.isArray(source) && source.every((each) => typeof each === 'string');
  return isPlain ? (source as readonly string[]) : undefined;
}
