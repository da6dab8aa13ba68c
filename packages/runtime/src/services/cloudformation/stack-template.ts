import type { Scope } from '../../base/scope.ts';
import type { Tx } from '../../store/store.ts';
import { checkReferences } from './template/checks.ts';
import { parseTemplate } from './template/parse.ts';
import { templateOf } from './template/structure.ts';
import type { Template } from './template/template.ts';
import { partKey, templates, type StackRecord } from './records.ts';

/** A template's text, read and checked as far as that goes without its parameters. */
export function readTemplate(body: string): Template {
  const template = templateOf(parseTemplate(body));
  checkReferences(template);
  return template;
}

interface CallLike extends Scope {
  readonly tx: Tx;
}

/** The body of the template that a stack has, or is to have. */
export const bodyOfStack = (call: CallLike, { key, wish }: StackRecord): string =>
  templates.get(call.tx, call, partKey(key, wish.template))!.body;

/** What the template of a stack says, after its transforms. */
export const templateOfStack = (call: CallLike, { key, wish }: StackRecord): Template =>
  templateOfNumber(call, key, wish.template);

export function templateOfNumber(call: CallLike, stackKey: string, number: number): Template {
  const { body, processed } = templates.get(call.tx, call, partKey(stackKey, number))!;
  return readTemplate(processed ?? body);
}
