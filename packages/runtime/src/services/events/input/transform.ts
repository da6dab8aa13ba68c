import { own } from '../../../base/own.ts';
import type { BusEvent, Target } from '../records.ts';

/** What a rule knows of itself, for templates. */
export interface About {
  readonly ruleArn: string;
  readonly ruleName: string;
  /** When the event was taken. */
  readonly ingestedAt: string;
}

/** The text that a target gets of an event. */
// AWS: EventBridge user guide, "Transforming EventBridge target input".
export function inputOf(target: Target, event: BusEvent, about: About): string {
  if (target.Input !== undefined) return target.Input;
  if (target.InputPath !== undefined) return JSON.stringify(valueAt(event, target.InputPath) ?? null);
  const { InputTransformer: transformer } = target;
  if (!transformer) return JSON.stringify(event);
  const paths = transformer.InputPathsMap ?? {};
  const values: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, valueAt(event, path)])),
    'aws.events.rule-arn': about.ruleArn,
    'aws.events.rule-name': about.ruleName,
    'aws.events.event.ingestion-time': about.ingestedAt,
    'aws.events.event': withoutDetail(event),
    'aws.events.event.json': event,
  };
  return filled(transformer.InputTemplate ?? '', values);
}

// AWS: `aws.events.event` is "the original event payload … without the detail field".
function withoutDetail({ detail: _detail, ...event }: BusEvent): object {
  return event;
}

/** Puts values where a template names them: as JSON, or as text where the name stands in a string. */
function filled(template: string, values: Readonly<Record<string, unknown>>): string {
  // AWS: unverified: a template that is neither JSON nor one name alone is text.
  const isText = !/^\s*(["{[]|<[^<>"\s]+>\s*$)/.test(template);
  let isInString = false;
  return template.replace(/\\.|"|<([^<>"\s]+)>/gs, (found: string, name: string | undefined) => {
    if (found === '"') isInString = !isInString;
    if (name === undefined || !Object.hasOwn(values, name)) return found;
    const value = values[name];
    // AWS: what is not there leaves nothing.
    if (value === undefined) return '';
    if (isText) return textOf(value);
    return isInString ? JSON.stringify(textOf(value)).slice(1, -1) : JSON.stringify(value);
  });
}

/** AWS: what is no text is put as JSON, without its quotes. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value).replaceAll('"', '');

/** The part of an event that a path names: `$.detail.items[0]['a b']`; of `$.detail.items[*].id` a list. */
export function valueAt(event: unknown, path: string): unknown {
  return reached(event, stepsOf(path) ?? []);
}

function reached(value: unknown, [step, ...rest]: readonly string[]): unknown {
  if (step === undefined) return value;
  if (typeof value !== 'object' || value === null) return undefined;
  if (step !== '*') return reached(own(value as Record<string, unknown>, step), rest);
  const each = Object.values(value)
    .map((item) => reached(item, rest))
    .filter((item) => item !== undefined);
  return rest.includes('*') ? each.flat() : each;
}

/** The steps of a path; undefined of what is none. */
export function stepsOf(path: string): string[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const steps: string[] = [];
  const step = /\.([^.[\]]+)|\[(\d+|\*)\]|\['([^']+)'\]|\["([^"]+)"\]/gy;
  step.lastIndex = 1;
  for (let at = 1; at < path.length; at = step.lastIndex) {
    const found = step.exec(path);
    if (!found) return undefined;
    steps.push(found[1] ?? found[2] ?? found[3] ?? found[4]!);
  }
  return steps;
}
