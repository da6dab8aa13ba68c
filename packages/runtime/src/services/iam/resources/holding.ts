import {
  call,
  everyPage,
  isOnItsOwn,
  tolerate,
  type Had,
  type ResourceTag,
  type Work,
} from '../../../dispatch/resource.ts';
import { retag } from '../../../dispatch/retag.ts';

/** A policy as templates spell documents: an object, seldom its text. */
export type Document = object | string;

export interface InlinePolicy {
  readonly PolicyName: string;
  readonly PolicyDocument: Document;
}

export interface Holding {
  readonly Policies?: readonly InlinePolicy[];
  readonly ManagedPolicyArns?: readonly string[];
}

export type HolderKind = 'Role' | 'User' | 'Group';

export const gone = ['NoSuchEntityException'];

export const textOf = (document: Document): string =>
  typeof document === 'string' ? document : JSON.stringify(document);

/** What IAM answers URL-encoded, as a template says it. */
export const documentOf = (encoded: string): object => JSON.parse(decodeURIComponent(encoded)) as object;

export const isSame = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** Gives a role, user or group the policies that are wanted, and takes those away that it had and are not. */
export function* hold(kind: HolderKind, name: string, wanted: Holding, had: Holding = {}): Work<void> {
  const of = { [`${kind}Name`]: name };
  for (const PolicyArn of wanted.ManagedPolicyArns ?? [])
    if (!had.ManagedPolicyArns?.includes(PolicyArn))
      yield* call('iam', `Attach${kind}Policy`, { ...of, PolicyArn });
  for (const { PolicyName, PolicyDocument } of wanted.Policies ?? []) {
    const before = had.Policies?.find((policy) => policy.PolicyName === PolicyName);
    if (!isSame(before?.PolicyDocument, PolicyDocument))
      yield* call('iam', `Put${kind}Policy`, { ...of, PolicyName, PolicyDocument: textOf(PolicyDocument) });
  }
  for (const PolicyArn of had.ManagedPolicyArns ?? [])
    if (!wanted.ManagedPolicyArns?.includes(PolicyArn))
      yield* tolerate(gone, call('iam', `Detach${kind}Policy`, { ...of, PolicyArn }));
  for (const { PolicyName } of had.Policies ?? [])
    if (!wanted.Policies?.some((policy) => policy.PolicyName === PolicyName))
      yield* tolerate(gone, call('iam', `Delete${kind}Policy`, { ...of, PolicyName }));
}

/** The policies that it holds now. */
export function* held(kind: HolderKind, name: string, had: Had<Holding>): Work<Holding> {
  const { properties } = had;
  const of = { [`${kind}Name`]: name };
  const { AttachedPolicies } = yield* call('iam', `ListAttached${kind}Policies`, of);
  const ManagedPolicyArns = (AttachedPolicies as { PolicyArn: string }[]).map(({ PolicyArn }) => PolicyArn);
  const Policies: InlinePolicy[] = [];
  for (const PolicyName of yield* inlineNames(kind, of, had)) {
    const found = yield* tolerate(gone, call('iam', `Get${kind}Policy`, { ...of, PolicyName }));
    if (found) Policies.push({ PolicyName, PolicyDocument: documentOf(found.PolicyDocument) });
  }
  return {
    ...((properties.Policies || Policies.length > 0) && { Policies }),
    ...((properties.ManagedPolicyArns || ManagedPolicyArns.length > 0) && { ManagedPolicyArns }),
  };
}

/** In a stack, others of its inline policies are of resources of their own: AWS::IAM::Policy. */
function* inlineNames(kind: HolderKind, of: object, had: Had<Holding>): Work<readonly string[]> {
  if (!isOnItsOwn(had)) return (had.properties.Policies ?? []).map(({ PolicyName }) => PolicyName);
  const asked = { service: 'iam', operation: `List${kind}Policies`, input: of };
  return yield* everyPage<string>(asked, 'PolicyNames', 'Marker');
}

/** Makes the tags of a role, user or provider what they should be. `kind` is the operations' word for it. */
export function* retagIam(kind: string, of: object, wanted: readonly ResourceTag[]): Work<void> {
  const { Tags } = yield* call('iam', `List${kind}Tags`, of);
  yield* retag(Tags, wanted, {
    add: (added) => call('iam', `Tag${kind}`, { ...of, Tags: added }),
    remove: (TagKeys) => call('iam', `Untag${kind}`, { ...of, TagKeys }),
  });
}

export const tagged = (tags: readonly ResourceTag[]) => (tags.length > 0 ? { Tags: tags } : {});
