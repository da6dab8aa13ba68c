import { listOf } from '../../../dispatch/policy/conditions.ts';
import type { PolicyDocument, Statement } from './document.ts';

/** AWS: user guide, "The meaning of public": keys by which a statement for everybody is not for the public. */
const confining = new Set([
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:principalaccount',
  'aws:principalarn',
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:sourceip',
  'aws:userid',
  's3:x-amz-server-side-encryption-aws-kms-key-id',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
]);

/** Whether a policy lets in people who have nothing to do with the bucket's owner. */
export const isPublic = ({ statements }: PolicyDocument): boolean => statements.some(isForThePublic);

function isForThePublic({ effect, principal, conditions }: Statement): boolean {
  if (effect !== 'Allow') return false;
  const everybody = principal.not || principal.items.some(({ kind }) => kind === 'anybody');
  const stated = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      key: key.toLowerCase(),
      values: listOf(values),
    })),
  );
  return everybody && !stated.some(confines);
}

interface Stated {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function confines({ operator, key, values }: Stated): boolean {
  if (/IfExists$|Not|^Null$/.test(operator) || !confining.has(key)) return false;
  if (key === 'aws:sourceip')
    return operator === 'IpAddress' && values.every((value) => !value.endsWith('/0'));
  if (key === 'aws:sourcearn' || key === 'aws:principalarn')
    return values.every((value) => /:\d{12}:/.test(value));
  return values.every((value) => !/[*?]/.test(value) && !value.includes('${'));
}
