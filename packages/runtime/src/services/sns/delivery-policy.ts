import { invalidParameter } from './errors.ts';

/** How an http endpoint that does not answer is tried again. Delays are in seconds of the house's clock. */
export interface RetryPolicy {
  readonly minDelayTarget: number;
  readonly maxDelayTarget: number;
  readonly numRetries: number;
  readonly numNoDelayRetries: number;
  readonly numMinDelayRetries: number;
  readonly numMaxDelayRetries: number;
  readonly backoffFunction: string;
}

/** AWS: developer guide, "Creating a delivery policy": the defaults of http and https. */
export const defaultRetryPolicy: RetryPolicy = {
  minDelayTarget: 20,
  maxDelayTarget: 20,
  numRetries: 3,
  numNoDelayRetries: 0,
  numMinDelayRetries: 0,
  numMaxDelayRetries: 0,
  backoffFunction: 'linear',
};

/** A topic's DeliveryPolicy, or undefined where it sets none. */
export function topicRetryPolicy(text: string | undefined): RetryPolicy | undefined {
  return policyIn(parsePolicy(text)?.http?.defaultHealthyRetryPolicy);
}

export function subscriptionRetryPolicy(text: string | undefined): RetryPolicy | undefined {
  return policyIn(parsePolicy(text)?.healthyRetryPolicy);
}

interface PolicyDocument {
  readonly http?: {
    readonly defaultHealthyRetryPolicy?: object;
    readonly disableSubscriptionOverrides?: boolean;
    readonly defaultRequestPolicy?: RequestPolicy;
  };
  readonly healthyRetryPolicy?: object;
  readonly requestPolicy?: RequestPolicy;
}

interface RequestPolicy {
  readonly headerContentType?: string;
}

/** The content type that an http endpoint is posted, where a policy says one. */
export function contentTypeOf(
  topic: string | undefined,
  subscription: string | undefined,
): string | undefined {
  const policy = parsePolicy(topic)?.http;
  const own = parsePolicy(subscription)?.requestPolicy?.headerContentType;
  const type =
    (policy?.disableSubscriptionOverrides ? undefined : own) ??
    policy?.defaultRequestPolicy?.headerContentType;
  return typeof type === 'string' ? type : undefined;
}

/** The policy in force for a subscription: its own, its topic's, or AWS's. */
export function retryPolicyOf(topic: string | undefined, subscription: string | undefined): RetryPolicy {
  const overruled = parsePolicy(topic)?.http?.disableSubscriptionOverrides === true;
  const own = overruled ? undefined : subscriptionRetryPolicy(subscription);
  return own ?? topicRetryPolicy(topic) ?? defaultRetryPolicy;
}

function parsePolicy(text: string | undefined): PolicyDocument | undefined {
  if (!text) return undefined;
  try {
    const document: unknown = JSON.parse(text);
    if (typeof document === 'object' && document !== null) return document;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return invalidParameter('DeliveryPolicy: failed to parse JSON');
}

const numbers = [
  'minDelayTarget',
  'maxDelayTarget',
  'numRetries',
  'numNoDelayRetries',
  'numMinDelayRetries',
  'numMaxDelayRetries',
] as const;

function policyIn(given: object | undefined): RetryPolicy | undefined {
  if (!given) return undefined;
  const policy: RetryPolicy = { ...defaultRetryPolicy, ...given };
  const { minDelayTarget, maxDelayTarget, numRetries } = policy;
  const refuse = (reason: string) => invalidParameter(`DeliveryPolicy: ${reason}`);
  for (const name of numbers)
    if (!Number.isInteger(policy[name]) || policy[name] < 0)
      refuse(`${name} must be a whole number of at least 0`);
  if (!(minDelayTarget >= 1 && minDelayTarget <= maxDelayTarget))
    refuse('minDelayTarget must be at least 1 and no more than maxDelayTarget');
  if (!(maxDelayTarget <= 3600)) refuse('maxDelayTarget must be no more than 3600');
  if (!(numRetries >= 0 && numRetries <= 100)) refuse('numRetries must be between 0 and 100');
  if (backoffRetries(policy) < 0) refuse('numRetries must be at least the sum of its phases');
  if (!Object.hasOwn(curves, policy.backoffFunction))
    refuse('backoffFunction is not one of linear, arithmetic, geometric, exponential');
  return policy;
}

function backoffRetries(policy: RetryPolicy): number {
  const { numRetries, numNoDelayRetries, numMinDelayRetries, numMaxDelayRetries } = policy;
  return numRetries - numNoDelayRetries - numMinDelayRetries - numMaxDelayRetries;
}

/** How far from the shortest to the longest delay the backoff phase is, at a part (0–1) of its way. */
// AWS: developer guide, "Creating a delivery policy", shows them as curves; the formulas are unverified.
const curves: Readonly<Record<string, (part: number, ratio: number) => number>> = {
  linear: (part) => part,
  arithmetic: (part) => (part * (part + 1)) / 2,
  geometric: (part, ratio) => (ratio === 1 ? part : (ratio ** part - 1) / (ratio - 1)),
  exponential: (part) => (2 ** (10 * part) - 1) / (2 ** 10 - 1),
};

/** Seconds before the retry of this number, counted from 0: AWS's four phases, one after the other. */
export function retryDelay(policy: RetryPolicy, retry: number): number | undefined {
  const { minDelayTarget: min, maxDelayTarget: max, numNoDelayRetries, numMinDelayRetries } = policy;
  if (retry >= policy.numRetries) return undefined;
  const backoff = backoffRetries(policy);
  const step = retry - numNoDelayRetries - numMinDelayRetries;
  if (retry < numNoDelayRetries) return 0;
  if (step < 0) return min;
  if (step >= backoff) return max;
  const part = backoff === 1 ? 0 : step / (backoff - 1);
  return Math.round(min + (max - min) * curves[policy.backoffFunction]!(part, max / min));
}

/** How what is delivered to AWS's own services is tried again: 100,015 times over 23 days. */
// AWS: developer guide, "Amazon SNS message delivery retries".
export const ownServicesPolicy: RetryPolicy = {
  minDelayTarget: 1,
  maxDelayTarget: 20,
  numRetries: 100_015,
  numNoDelayRetries: 3,
  numMinDelayRetries: 2,
  numMaxDelayRetries: 100_000,
  backoffFunction: 'exponential',
};

/** How mails are tried again: 50 times over six hours. */
// AWS: the same page, "Customer managed endpoints", SMTP.
export const mailPolicy: RetryPolicy = {
  minDelayTarget: 10,
  maxDelayTarget: 600,
  numRetries: 50,
  numNoDelayRetries: 0,
  numMinDelayRetries: 2,
  numMaxDelayRetries: 38,
  backoffFunction: 'exponential',
};
