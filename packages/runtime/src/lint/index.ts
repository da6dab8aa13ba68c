import type { RegistryType } from '../base/registry-type.ts';
import { alarmTypes } from './alarm.ts';
import type { Declared, Finding } from './declared.ts';
import { Known, type Seen } from './known.ts';
import type { ReadFile } from './read/command.ts';
import { readSource, type Source } from './read/read.ts';
import type { Rule } from './rule.ts';
import { inputReadable, rules } from './rules/index.ts';

export type { Declared, Finding, Level, Place } from './declared.ts';
export type { Seen } from './known.ts';
export { NotADocument } from './read/document.ts';
export type { Source } from './read/read.ts';
export type { Rule } from './rule.ts';
export { rules } from './rules/index.ts';
export { jsonReport } from './report/json.ts';
export { sarifReport } from './report/sarif.ts';
export { textReport } from './report/text.ts';

/** A finding, and the rule that it is by. */
export interface RuleFinding extends Finding {
  readonly rule: Rule;
}

export interface Report {
  readonly findings: readonly RuleFinding[];
  /** How much was looked at: things that rules are about. */
  readonly read: Readonly<Record<'alarms' | 'guards' | 'topics' | 'pipelines', number>>;
}

export interface Subject {
  readonly sources: readonly Source[];
  /** Reads what command lines name by `file://…`. */
  readonly read?: ReadFile;
  /** What was found where things run: `live/read-live.ts`. */
  readonly live?: { readonly declared: readonly Declared[]; readonly seen: Seen };
  /** Resource types of CloudFormation's registry, by name. Properties of others are not looked at. */
  readonly types?: Readonly<Record<string, RegistryType>>;
}

/** The resource types that templates among the sources name: what is worth looking up. */
export function typesNamed({ sources, read = () => undefined }: Subject): string[] {
  const declared = sources.flatMap((source) => readSource(source, read).declared);
  return [...new Set(declared.filter(({ from }) => from === 'template').map(({ type }) => type))];
}

/**
 * Looks at alarms, deployment groups, topics and pipelines, wherever they are written or running, and says which of
 * them cannot do what they are for. Throws `NotADocument` where a file cannot be read at all.
 */
export function lint({ sources, read = () => undefined, live, types }: Subject): Report {
  const readings = sources.map((source) => readSource(source, read));
  const declared = [...readings.flatMap((reading) => reading.declared), ...(live?.declared ?? [])];
  const known = new Known(declared, { seen: live?.seen, types });
  const findings = [
    ...readings.flatMap(({ misspelt }) => misspelt.map((finding) => ({ ...finding, rule: inputReadable }))),
    ...rules.flatMap((rule) => [...rule.check(known)].map((finding) => ({ ...finding, rule }))),
  ];
  return {
    findings: findings.toSorted(inOrder),
    read: {
      alarms: known.of(...alarmTypes).length,
      guards: known.guards.length,
      topics: known.of('AWS::SNS::Topic').length,
      pipelines: known.of('AWS::CodePipeline::Pipeline').length,
    },
  };
}

/** As they stand in the files; what is worse first where they stand together. */
function inOrder(a: RuleFinding, b: RuleFinding): number {
  if (a.place.file !== b.place.file) return a.place.file < b.place.file ? -1 : 1;
  const lines = (a.place.line ?? 0) - (b.place.line ?? 0);
  return lines === 0 ? severity[a.level] - severity[b.level] : lines;
}

const severity = { error: 0, warning: 1, note: 2 } as const;
