import type {
  AccountPolicy,
  DeleteAccountPolicyRequest,
  DescribeAccountPoliciesRequest,
  DescribeAccountPoliciesResponse,
  PolicyType,
  Processor,
  PutAccountPolicyRequest,
  PutAccountPolicyResponse,
} from '@aws-sdk/client-cloudwatch-logs';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { accountPolicies, accountPolicyKey, type AccountPolicyRecord } from '../account-policies.ts';
import { invalidParameter, limitExceeded, notServed, policyNotFound } from '../errors.ts';
import { readProtection } from '../masking/policy.ts';
import { filterPattern } from '../pattern/filter-pattern.ts';
import { criteriaOf, overlaps, readCriteria, type Criteria } from '../selection-criteria.ts';
import type { SubscriptionPolicy } from '../subscriptions.ts';
import { invalidToken } from './groups.ts';
import { checkDestination } from './subscription-filters.ts';

/** What AWS takes of each type: how many, and which log groups they may select. */
interface Kind {
  readonly most: number;
  readonly selects?: (criteria: Criteria) => boolean;
  check(document: any, text: string, call: Call): void;
}

// AWS: API reference, PutAccountPolicy.
const kinds: Readonly<Record<PolicyType, Kind>> = {
  DATA_PROTECTION_POLICY: { most: 1, check: (_, text) => void readProtection(text) },
  SUBSCRIPTION_FILTER_POLICY: {
    most: 1,
    selects: ({ by, isNot }) => by === 'LogGroupName' && isNot,
    check(document: Partial<SubscriptionPolicy> | null, _, call) {
      const { FilterPattern = '', DestinationArn = '' } = document ?? {};
      if (typeof FilterPattern !== 'string' || typeof DestinationArn !== 'string')
        invalidParameter('FilterPattern and DestinationArn must be strings.');
      filterPattern(FilterPattern);
      checkDestination(call, '*', DestinationArn);
    },
  },
  FIELD_INDEX_POLICY: {
    most: 20,
    check: () => notServed('field indexes: a query reads all that is asked for'),
  },
  TRANSFORMER_POLICY: {
    most: 20,
    selects: ({ by, isNot }) => by === 'LogGroupNamePrefix' && !isNot,
    check(document: readonly Processor[], _, call) {
      if (!Array.isArray(document) || document.length === 0)
        invalidParameter('A transformer policy must be a list of processors.');
      // The schema says what each processor may be.
      call.forward('logs', 'TestTransformer', { transformerConfig: document, logEventMessages: ['{}'] });
    },
  },
  RETENTION_POLICY: { most: 0, check: () => notServed('retention policies of accounts') },
  METRIC_EXTRACTION_POLICY: {
    most: 5,
    selects: () => true,
    // AWS: unverified what it may say: nowhere is more told of it than that there being one turns metrics off.
    check(document) {
      if (typeof document !== 'object' || document === null || Array.isArray(document))
        invalidParameter('A metric extraction policy must be a JSON object.');
    },
  },
};

/** https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutAccountPolicy.html */
const putAccountPolicy: Handler<PutAccountPolicyRequest, PutAccountPolicyResponse> = (input, call) => {
  const { policyName: name = '', policyType: type = 'DATA_PROTECTION_POLICY', selectionCriteria } = input;
  const kind = kinds[type];
  const document = input.policyDocument!;
  kind.check(parsed(document), document, call);
  const criteria = checkCriteria(kind, type, selectionCriteria);
  const others = accountPolicies
    .list(call.tx, call, { prefix: accountPolicyKey(type, '') })
    .filter((each) => each.name !== name);
  if (others.length >= kind.most) limitExceeded();
  // AWS: unverified words.
  for (const other of others)
    if (overlaps(criteria, criteriaOf(other.selectionCriteria)))
      invalidParameter(`The selection criteria overlap with those of the policy ${other.name}.`);
  const record = { name, type, document, selectionCriteria, updatedAt: call.now };
  accountPolicies.put(call.tx, call, accountPolicyKey(type, name), record);
  return { accountPolicy: answer(call, record) };
};

// AWS: unverified words.
function checkCriteria(kind: Kind, type: string, text: string | undefined): Criteria {
  if (text === undefined || text === '') return criteriaOf(text);
  const criteria = readCriteria(text);
  if (!criteria || !kind.selects?.(criteria))
    return invalidParameter(`The selection criteria ${text} are not valid for ${type}.`);
  return criteria;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return invalidParameter('The policy document is no JSON.');
  }
}

const deleteAccountPolicy: Handler<DeleteAccountPolicyRequest, object> = (input, call) => {
  const key = accountPolicyKey(input.policyType!, input.policyName!);
  if (!accountPolicies.get(call.tx, call, key)) policyNotFound(input.policyName!);
  accountPolicies.delete(call.tx, call, key);
  return {};
};

const describeAccountPolicies: Handler<DescribeAccountPoliciesRequest, DescribeAccountPoliciesResponse> = (
  input,
  call,
) => {
  const strangers = (input.accountIdentifiers ?? []).filter((account) => account !== call.account);
  if (strangers.length > 0) notServed('policies of other accounts');
  const found = accountPolicies
    .list(call.tx, call, { prefix: accountPolicyKey(input.policyType!, '') })
    .filter(({ name }) => input.policyName === undefined || name === input.policyName);
  const page = pageOf(found, ({ name }) => name, {
    token: input.nextToken,
    limit: 50,
    invalid: invalidToken,
  });
  return { accountPolicies: page.items.map((each) => answer(call, each)), nextToken: page.next };
};

const answer = (call: Call, policy: AccountPolicyRecord): AccountPolicy => ({
  policyName: policy.name,
  policyType: policy.type,
  policyDocument: policy.document,
  scope: 'ALL',
  ...(policy.selectionCriteria && { selectionCriteria: policy.selectionCriteria }),
  accountId: call.account,
  lastUpdatedTime: policy.updatedAt,
});

export const accountPolicyOperations = {
  DeleteAccountPolicy: deleteAccountPolicy,
  DescribeAccountPolicies: describeAccountPolicies,
  PutAccountPolicy: putAccountPolicy,
};
