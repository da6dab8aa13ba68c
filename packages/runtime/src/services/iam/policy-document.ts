import { isPolicy } from '../../dispatch/policy/document.ts';
import { malformedPolicyDocument } from './errors.ts';

/** Refuses what is no policy at all. What it allows is not judged here. */
export function checkPolicyDocument(text: string, kind: 'trust' | 'identity'): void {
  const statements = statementsOf(text);
  // AWS: unverified.
  if (statements.length === 0) malformedPolicyDocument('Syntax errors in policy.');
  for (const statement of statements) {
    if (statement['Effect'] !== 'Allow' && statement['Effect'] !== 'Deny')
      malformedPolicyDocument('Syntax errors in policy.');
    if (kind === 'trust' && !('Principal' in statement || 'NotPrincipal' in statement))
      malformedPolicyDocument('Missing required field Principal');
    if (kind === 'trust' && 'Resource' in statement) malformedPolicyDocument('Has prohibited field Resource');
    if (kind === 'identity' && 'Principal' in statement)
      malformedPolicyDocument('Policy document should not specify a principal.');
    if (kind === 'identity' && !('Resource' in statement || 'NotResource' in statement))
      malformedPolicyDocument('Policy statement must contain resources.');
    if (!('Action' in statement || 'NotAction' in statement))
      malformedPolicyDocument(
        kind === 'trust' ? 'Missing required field Action' : 'Policy statement must contain actions.',
      );
  }
  // AWS: unverified.
  if (kind === 'trust' && !isPolicy(text)) malformedPolicyDocument('Syntax errors in policy.');
}

function statementsOf(text: string): Record<string, unknown>[] {
  const document = parsed(text);
  if (!isObject(document)) malformedPolicyDocument('This policy contains invalid Json');
  const statement = document['Statement'];
  const statements = Array.isArray(statement) ? statement : [statement];
  if (!statements.every(isObject)) malformedPolicyDocument('Syntax errors in policy.');
  return statements;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return malformedPolicyDocument('This policy contains invalid Json');
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Documents are answered URL-encoded.
 * AWS: GetRole, "Policies returned by this operation are URL-encoded compliant with RFC 3986."
 */
export const encoded = (document: string): string => encodeURIComponent(document);
