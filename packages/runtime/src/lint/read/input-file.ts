import { isObject, type Declared, type Path } from '../declared.ts';
import type { ReadDocument } from './document.ts';
import { asWritten, capitalised, operationOf, type Operation } from './operations.ts';
import { placeIn, type Setting } from './template.ts';

/** Whether a document is what `--cli-input-json` takes. */
export const isInput = (value: unknown): value is Record<string, unknown> =>
  isObject(value) && operationOf(value) !== undefined;

export function readInput(document: ReadDocument, setting: Setting): Declared {
  const input = document.value as Record<string, unknown>;
  const operation = operationOf(input)!;
  const prefix: Path = 'pipeline' in input ? ['pipeline'] : [];
  return declaredBy(operation, input, {
    from: 'input',
    scope: setting.scope,
    place: (path = []) =>
      placeIn(document, setting, [...prefix, ...(operation.camelCase ? asWritten(path) : path)]),
  });
}

export function declaredBy(
  operation: Operation,
  input: Readonly<Record<string, unknown>>,
  where: Pick<Declared, 'from' | 'scope' | 'place'>,
): Declared {
  const plain = (operation.camelCase ? capitalised(input) : input) as Record<string, unknown>;
  const properties = operation.reshape?.(plain) ?? plain;
  const name = operation.nameOf(properties);
  return {
    type: operation.type,
    id: typeof name === 'string' ? name : operation.command,
    properties,
    ...where,
  };
}
