import { invalidOperation } from '../errors.ts';
import type { LogGroupRecord } from '../records.ts';

/** What only groups of the standard class have. */
// AWS: user guide, "Log classes", the table of features. Words unverified.
export function requireStandard({ class: kind, name }: LogGroupRecord, feature: string): void {
  if (kind !== 'STANDARD')
    invalidOperation(`${feature} are not supported for log groups of the class ${kind}: ${name}`);
}
