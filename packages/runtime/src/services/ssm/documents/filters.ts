import { invalidFilterKey } from '../errors.ts';
import { platformsOf } from './answers.ts';
import { commandIn, type FoundDocument } from './kept.ts';

interface Filter {
  readonly Key?: string | undefined;
  readonly Values?: readonly string[] | undefined;
}

/** A filter of ListDocuments. AWS: API reference, DocumentKeyValuesFilter. */
export function documentFilter({ Key = '', Values = [] }: Filter): (found: FoundDocument) => boolean {
  const isAny = (text: string): boolean => Values.includes(text);
  switch (Key) {
    case 'Name':
      return ({ document }) => Values.some((value) => document.name.startsWith(value));
    case 'SearchKeyword':
      return ({ document }) => Values.some((value) => document.name.includes(value));
    case 'DocumentType':
      return ({ document }) => isAny(document.type);
    case 'PlatformTypes':
      return (found) => platformsOf(commandIn(found)).some(isAny);
    // Documents that others share are found by their ARNs alone.
    case 'Owner':
      return ({ document }) => isAny('All') || isAny(document.owner === 'Amazon' ? 'Amazon' : 'Self');
    default:
      return Key.startsWith('tag:') ? byTag(Key.slice('tag:'.length), Values) : refuse(Key);
  }
}

const byTag =
  (key: string, values: readonly string[]) =>
  ({ document: { tags } }: FoundDocument): boolean =>
    Object.hasOwn(tags, key) && (values.length === 0 || values.includes(tags[key]!));

const refuse = (key: string): never => invalidFilterKey(`The following filter key is not valid: ${key}.`);
