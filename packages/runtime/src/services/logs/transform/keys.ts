import type {
  AddKeys,
  CopyValue,
  DeleteKeys,
  ListToMap,
  MoveKeys,
  RenameKeys,
} from '@aws-sdk/client-cloudwatch-logs';
import { own } from '../../../base/own.ts';
import { invalidParameter } from '../errors.ts';
import { isFields, putAt, spread, takeAt, TransformFault, valueAt, type Document } from './document.ts';

/** What one processor does to an event. */
export type Step = (document: Document) => void;

// AWS: user guide, "JSON mutate processors". A key that is not there is passed over.

export const addKeys =
  ({ entries = [] }: AddKeys): Step =>
  ({ root }) => {
    for (const { key, value, overwriteIfExists: over = false } of entries) putAt(root, key!, { value, over });
  };

export const deleteKeys =
  ({ withKeys = [] }: DeleteKeys): Step =>
  ({ root }) => {
    for (const key of withKeys) takeAt(root, key);
  };

export const copyValue =
  ({ entries = [] }: CopyValue): Step =>
  ({ root, metadata }) => {
    for (const { source, target, overwriteIfExists: over = false } of entries) {
      const value = own(metadata, source!) ?? valueAt(root, source!);
      if (value !== undefined) putAt(root, target!, { value: structuredClone(value), over });
    }
  };

export const moveKeys =
  ({ entries = [] }: MoveKeys): Step =>
  ({ root }) => {
    for (const { source, target, overwriteIfExists } of entries)
      move(root, { from: source!, to: target!, over: overwriteIfExists });
  };

export const renameKeys =
  ({ entries = [] }: RenameKeys): Step =>
  ({ root }) => {
    for (const { key, renameTo, overwriteIfExists } of entries)
      move(root, { from: key!, to: renameTo!, over: overwriteIfExists });
  };

interface Movement {
  readonly from: string;
  readonly to: string;
  readonly over: boolean | undefined;
}

/** What may not be overwritten keeps its place, and so does what was to be moved there. */
function move(root: Document['root'], { from, to, over = false }: Movement): void {
  if (valueAt(root, from) === undefined || (!over && valueAt(root, to) !== undefined)) return;
  putAt(root, to, { value: takeAt(root, from), over: true });
}

/** A list of objects becomes a map of lists, by what each holds at a key; or of their first or last. */
export function listToMap({ source, key, valueKey, target, flatten, flattenedElement }: ListToMap): Step {
  if (flatten && flattenedElement === undefined)
    invalidParameter('listToMap: flattenedElement is required if flatten is true');
  return ({ root }) => {
    const list = valueAt(root, source!);
    if (!Array.isArray(list)) throw new TransformFault(`${source} holds no list`);
    const map = new Map<string, unknown[]>();
    for (const item of list.filter(isFields)) {
      const name = valueAt(item, key!);
      if (name === undefined) continue;
      const value = valueKey === undefined ? item : valueAt(item, valueKey);
      const values = map.get(String(name));
      if (values) values.push(value);
      else map.set(String(name), [value]);
    }
    const at = flattenedElement === 'last' ? -1 : 0;
    spread(
      root,
      [...map].map(([name, values]) => [name, flatten ? values.at(at) : values] as const),
      target,
    );
  };
}
