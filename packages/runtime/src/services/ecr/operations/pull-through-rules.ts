import type * as sdk from '@aws-sdk/client-ecr';
import { AwsError } from '../../../base/aws-error.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import {
  invalidParameter,
  ruleAlreadyExists,
  ruleNotFound,
  secretNotFound,
  unsupportedUpstream,
} from '../errors.ts';
import {
  everything,
  placeOfUpstream,
  pullThroughRules,
  spelledPrefix,
  upstreamAt,
  wantsCredentials,
  type PullThroughRule,
} from '../pull-through.ts';
import { invalidToken, ownRegistry } from './repositories.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html */
const createPullThroughCacheRule: Handler<
  sdk.CreatePullThroughCacheRuleRequest,
  sdk.CreatePullThroughCacheRuleResponse
> = (input, call) => {
  ownRegistry(call, input.registryId);
  const { ecrRepositoryPrefix: prefix = '', upstreamRegistryUrl: upstreamUrl = '', credentialArn } = input;
  const upstream = upstreamAt(upstreamUrl) ?? unsupportedUpstream();
  if (input.upstreamRegistry !== undefined && input.upstreamRegistry !== upstream) unsupportedUpstream();
  // AWS: unverified words.
  if (wantsCredentials(upstream) && credentialArn === undefined)
    invalidParameter(`Invalid parameter at 'credentialArn': ${upstream} takes nobody without credentials.`);
  if (credentialArn !== undefined) checkSecret(call, credentialArn);
  if (pullThroughRules.get(call.tx, call, spelledPrefix(prefix))) ruleAlreadyExists(prefix, call.account);
  const rule: PullThroughRule = {
    prefix,
    upstreamUrl,
    upstream,
    upstreamPrefix: input.upstreamRepositoryPrefix ?? everything,
    credentialArn,
    customRoleArn: input.customRoleArn,
    createdAt: call.now,
    updatedAt: call.now,
  };
  pullThroughRules.put(call.tx, call, spelledPrefix(prefix), rule);
  const { updatedAt: _, ...answer } = told(call, rule);
  return answer;
};

function checkSecret(call: Call, SecretId: string): void {
  try {
    call.forward('secretsmanager', 'DescribeSecret', { SecretId });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    secretNotFound();
  }
}

const ruleOf = (call: Call, prefix: string | undefined): PullThroughRule =>
  pullThroughRules.get(call.tx, call, spelledPrefix(prefix!)) ?? ruleNotFound(prefix!, call.account);

const deletePullThroughCacheRule: Handler<
  sdk.DeletePullThroughCacheRuleRequest,
  sdk.DeletePullThroughCacheRuleResponse
> = (input, call) => {
  ownRegistry(call, input.registryId);
  const rule = ruleOf(call, input.ecrRepositoryPrefix);
  pullThroughRules.delete(call.tx, call, spelledPrefix(rule.prefix));
  const { updatedAt: _updated, upstreamRegistry: _upstream, ...answer } = told(call, rule);
  return answer;
};

const updatePullThroughCacheRule: Handler<
  sdk.UpdatePullThroughCacheRuleRequest,
  sdk.UpdatePullThroughCacheRuleResponse
> = (input, call) => {
  ownRegistry(call, input.registryId);
  const rule = ruleOf(call, input.ecrRepositoryPrefix);
  const { credentialArn = rule.credentialArn, customRoleArn = rule.customRoleArn } = input;
  if (input.credentialArn !== undefined) checkSecret(call, input.credentialArn);
  const changed = { ...rule, credentialArn, customRoleArn, updatedAt: call.now };
  pullThroughRules.put(call.tx, call, spelledPrefix(rule.prefix), changed);
  const {
    createdAt: _created,
    upstreamRegistry: _upstream,
    upstreamRegistryUrl: _url,
    ...answer
  } = told(call, changed);
  return answer;
};

const describePullThroughCacheRules: Handler<
  sdk.DescribePullThroughCacheRulesRequest,
  sdk.DescribePullThroughCacheRulesResponse
> = (input, call) => {
  ownRegistry(call, input.registryId);
  const all = input.ecrRepositoryPrefixes?.map((prefix) => ruleOf(call, prefix));
  const page = pageOf(all ?? pullThroughRules.list(call.tx, call), ({ prefix }) => prefix, {
    token: input.nextToken,
    limit: input.maxResults ?? 100,
    invalid: invalidToken,
  });
  return { pullThroughCacheRules: page.items.map((rule) => told(call, rule)), nextToken: page.next };
};

/** Registries outside are not asked: that they cannot be pulled through here is what is told. */
const validatePullThroughCacheRule: Handler<
  sdk.ValidatePullThroughCacheRuleRequest,
  sdk.ValidatePullThroughCacheRuleResponse
> = (input, call) => {
  ownRegistry(call, input.registryId);
  const rule = ruleOf(call, input.ecrRepositoryPrefix);
  const {
    createdAt: _created,
    updatedAt: _updated,
    upstreamRegistry: _upstream,
    ...answer
  } = told(call, rule);
  const isValid = placeOfUpstream(rule) !== undefined;
  const failure = `Penstock pulls nothing through from ${rule.upstreamUrl}: it fetches from Amazon ECR alone.`;
  return { ...answer, isValid, ...(!isValid && { failure }) };
};

const told = (
  call: Call,
  rule: PullThroughRule,
): sdk.PullThroughCacheRule & { readonly createdAt: Date } => ({
  ecrRepositoryPrefix: rule.prefix,
  upstreamRegistryUrl: rule.upstreamUrl,
  upstreamRegistry: rule.upstream,
  upstreamRepositoryPrefix: rule.upstreamPrefix,
  registryId: call.account,
  ...(rule.credentialArn !== undefined && { credentialArn: rule.credentialArn }),
  ...(rule.customRoleArn !== undefined && { customRoleArn: rule.customRoleArn }),
  createdAt: new Date(rule.createdAt),
  updatedAt: new Date(rule.updatedAt),
});

export const pullThroughOperations = {
  CreatePullThroughCacheRule: createPullThroughCacheRule,
  DeletePullThroughCacheRule: deletePullThroughCacheRule,
  DescribePullThroughCacheRules: describePullThroughCacheRules,
  UpdatePullThroughCacheRule: updatePullThroughCacheRule,
  ValidatePullThroughCacheRule: validatePullThroughCacheRule,
};
