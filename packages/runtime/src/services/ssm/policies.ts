import { instantOf } from '../../base/instant.ts';
import {
  incompatiblePolicies,
  invalidPolicyAttribute,
  invalidPolicyType,
  tooManyPolicies,
  validation,
} from './errors.ts';
import type { ParameterPolicy } from './records.ts';

/** AWS: user guide, "Assigning parameter policies": up to ten, of three types, one Expiration. */
const policiesMax = 10;
const types = ['Expiration', 'ExpirationNotification', 'NoChangeNotification'];

/** Reads the policies of a parameter, or refuses them. An empty list takes all policies away. */
export function policiesOf(text: string): ParameterPolicy[] {
  const given = parsed(text);
  if (given.length > policiesMax) tooManyPolicies();
  const policies = given.map(policyOf);
  const expirations = policies.filter((policy) => policy.type === 'Expiration').length;
  if (expirations > 1) incompatiblePolicies('A parameter can have only one Expiration policy.');
  if (expirations === 0 && policies.some((policy) => policy.type === 'ExpirationNotification'))
    incompatiblePolicies('ExpirationNotification policy requires an Expiration policy.');
  return policies;
}

function policyOf(given: Record<string, unknown>): ParameterPolicy {
  const { Type: type, Version: version, Attributes } = given;
  if (typeof type !== 'string' || !types.includes(type)) return invalidPolicyType(String(type));
  const attributes = isObject(Attributes)
    ? Attributes
    : invalidPolicyAttribute('The policy has no attributes.');
  if (version !== '1.0') invalidPolicyAttribute(`The policy version is not valid: ${String(version)}.`);
  const text = JSON.stringify(given);
  if (type === 'Expiration') return { type, text, at: timestampOf(attributes['Timestamp']) };
  const amount = attributes[type === 'ExpirationNotification' ? 'Before' : 'After'];
  const unit = attributes['Unit'];
  if (!/^\d+$/.test(String(amount))) invalidPolicyAttribute('The amount of time is not a number.');
  if (unit !== 'Days' && unit !== 'Hours') invalidPolicyAttribute(`The unit is not valid: ${String(unit)}.`);
  return { type, text };
}

function timestampOf(value: unknown): number {
  const at = typeof value === 'string' ? instantOf(value) : NaN;
  return Number.isNaN(at) ? invalidPolicyAttribute('The timestamp must be formatted as an ISO instant.') : at;
}

function parsed(text: string): Record<string, unknown>[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (value !== undefined && isObject(value) && Object.keys(value).length === 0) return [];
  if (Array.isArray(value) && value.every(isObject)) return value;
  // AWS: unverified sentence.
  return validation('Policies must be a JSON array of policies.');
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
