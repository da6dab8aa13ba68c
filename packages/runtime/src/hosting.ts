import type { House } from './assemble.ts';
import { AwsError } from './base/aws-error.ts';
import { wall } from './base/clock.ts';
import { randomIds } from './base/ids.ts';
import type { Scope } from './base/scope.ts';
import type { BlobFiles } from './dataplane/blobs/blob-files.ts';
import { downloadRoute } from './dataplane/downloads/route.ts';
import { BalancerFront } from './dataplane/load-balancers/front/front.ts';
import { serveFunctionTargets, type Invoked } from './dataplane/function-targets/server.ts';
import { functionUrlRoute } from './dataplane/function-urls/route.ts';
import { UrlTally } from './dataplane/function-urls/tally.ts';
import { parseRepository } from './dataplane/git/git.ts';
import type { LocalGit } from './dataplane/git/git.local.ts';
import type { GitPush } from './dataplane/git/history.ts';
import { gitRoute, type Pusher } from './dataplane/git/route.ts';
import { ecrBackend } from './dataplane/registry/ecr-backend.ts';
import { registryRoute, type RegistryRouteParts } from './dataplane/registry/route.ts';
import { responseOf, responsePrefixes } from './services/cloudformation/lent.ts';
import { publicKeysRoute } from './dataplane/public-keys-route.ts';
import { pagesRoute, type AskedPage } from './dataplane/pages-route.ts';
import type { LocalSigning } from './dataplane/signing/signing.local.ts';
import { insideCaller } from './dispatch/inside.ts';
import type { CallRequest } from './dispatch/door.ts';
import { anonymous } from './dispatch/service.ts';
import { recorded } from './services/codecommit/lent.ts';
import type { FoundKey } from './services/elbv2/operations/public-keys.ts';
import type { FoundListener } from './services/elbv2/operations/names.ts';
import { askingPage, callOf, donePage, isPage } from './services/sns/pages.ts';
import type { Store } from './store/store.ts';
import { signerOf } from './wire/signer.ts';
import { uploadRoute } from './wire/upload-route.ts';

/** Of questions that are about the whole house. */
const nowhere: Scope = { account: '', region: '' };

/** What outsiders come to besides AWS's calls: git's repositories, ECR's login, the pages of SNS's mails. */
export class Hosting {
  readonly #git: LocalGit;
  readonly #store: Store;
  readonly #house: () => House;
  readonly #now: () => number;

  /** `now`: house time, by which credentials expire. */
  constructor(git: LocalGit, store: Store, house: () => House, now: () => number) {
    this.#git = git;
    this.#store = store;
    this.#house = house;
    this.#now = now;
  }

  route() {
    return gitRoute({
      repositories: {
        find: (repository) => this.#find(repository),
        refs: (repository) => this.#git.refs(repository),
        pushedSince: (repository, before) => this.#git.pushedSince(repository, before),
      },
      credentials: (user, password) => this.#accountOf(user, password),
      pushed: (push, by) => this.#report(push, by),
    });
  }

  /** Where the links of SNS's mails lead, and what its messages are verified by. */
  pages(signing: LocalSigning) {
    return pagesRoute({
      isPage,
      ask: askingPage,
      act: (asked) => this.#act(asked),
      certificate: (name) => signing.certificate(name),
    });
  }

  /** Does what somebody has confirmed on a page, as the call that needs no signature. */
  async #act(asked: AskedPage): Promise<string> {
    const call = { ...callOf(asked), caller: anonymous, endpoint: asked.endpoint };
    try {
      const { SubscriptionArn = '' } = await this.#call('sns', call);
      return donePage(asked, { subscriptionArn: SubscriptionArn });
    } catch (error) {
      if (error instanceof AwsError) return donePage(asked, { refusal: error.message });
      throw error;
    }
  }

  /** Where images are pushed to and pulled from, by who has a password of ECR's. */
  registry(blobs: RegistryRouteParts['blobs'], endpoint: () => string) {
    const backend = ecrBackend({
      call: ({ account, arn }, region, operation, input) =>
        this.#call('ecr', { operation, input, caller: { account, region, arn }, endpoint: endpoint() }),
      inside: (scope, operation, input) =>
        this.#house().dispatch.report({
          service: 'ecr',
          operation,
          input,
          as: 'ecr.amazonaws.com',
          scope,
        }) as Promise<any>,
    });
    return registryRoute({ backend, blobs });
  }

  /** What outsiders ask of a service by another way than the protocols of AWS. */
  async #call(name: string, call: Pick<CallRequest, 'operation' | 'input' | 'caller' | 'endpoint'>) {
    const { services, dispatch } = this.#house();
    const service = await services.find((each) => each.name === name)!.load();
    return dispatch.call({ service, requestId: randomIds.uuid(), ...call }) as Promise<any>;
  }

  /** HTTP in front of functions. */
  functionUrls(endpoint: () => string) {
    const as = 'lambda.amazonaws.com';
    const ask = (scope: Scope, operation: string, input: object) =>
      this.#house().dispatch.report({ service: 'lambda', operation, input, as, scope }) as Promise<any>;
    // While the house closes nobody is told any more.
    const tally = new UrlTally(this.#now, ({ account, region, functionArn }, minute) => {
      void ask({ account, region }, 'MeasureUrl', { functionArn, ...minute }).catch(() => undefined);
    });
    return functionUrlRoute({
      now: this.#now,
      note: (target, request) => tally.note(target, request),
      find: async (urlId, signer) => (await ask(nowhere, 'FindFunctionUrl', { urlId, signer })).target,
      signerOf: (request, body) => {
        const [now, houseNow] = [wall.now(), this.#now()];
        return signerOf({ door: this.#house(), service: 'lambda', now, houseNow }, request, body);
      },
      async invoke({ account, region, functionArn }, Payload) {
        const answered = await ask({ account, region }, 'Invoke', { FunctionName: functionArn, Payload });
        const payload = answered.FunctionError === undefined ? answered.Payload : undefined;
        return { executedVersion: answered.ExecutedVersion, payload };
      },
      stream: async ({ account, region, functionArn }, Payload) => {
        const caller = insideCaller(as, { account, region }, 'lambda');
        const input = { FunctionName: functionArn, Payload };
        const call = { operation: 'InvokeWithResponseStream', input, caller };
        return this.#call('lambda', { ...call, endpoint: endpoint() });
      },
    });
  }

  /** Functions behind load balancers. */
  functionTargets(socket: string) {
    return serveFunctionTargets({
      socket,
      invoke: ({ account, region, targetGroup }, Payload) =>
        this.#house().dispatch.report({
          service: 'elasticloadbalancing',
          operation: 'InvokeTarget',
          input: { TargetGroupArn: targetGroup, Payload },
          as: 'elasticloadbalancing.amazonaws.com',
          scope: { account, region },
        }) as Promise<Invoked>,
    });
  }

  /** Load balancers by their names. */
  balancers(): BalancerFront {
    return new BalancerFront(async ({ account, region, ...input }) => {
      const found = await this.#house().dispatch.report({
        service: 'elasticloadbalancing',
        operation: 'FindListener',
        input,
        as: 'elasticloadbalancing.amazonaws.com',
        scope: { account, region },
      });
      return (found as FoundListener).place;
    });
  }

  /** What load balancers tell of users is verified by. */
  publicKeys() {
    return publicKeysRoute(async (id) => {
      const asked = { service: 'elasticloadbalancing', operation: 'FindPublicKey', input: { id } };
      const as = 'elasticloadbalancing.amazonaws.com';
      const found = await this.#house().dispatch.report({ ...asked, as, scope: nowhere });
      return (found as FoundKey).pem;
    });
  }

  /** Where packages of functions and layers of images are had by the links that Lambda and ECR gave. */
  downloads(blobs: Pick<BlobFiles, 'pathOf'>) {
    return downloadRoute({
      blobs,
      verify: async (service, scope, input) => {
        const asked = { service, operation: 'VerifyDownload', input, as: `${service}.amazonaws.com`, scope };
        return ((await this.#house().dispatch.report(asked)) as { readonly good: boolean }).good;
      },
    });
  }

  /** Where custom resources answer, and wait conditions are signalled: URLs that AWS presigns. */
  responses() {
    return uploadRoute({
      prefixes: responsePrefixes,
      bytesMax: 64 * 1024,
      take: async (path, body) => {
        const named = responseOf(path);
        if (!named) return false;
        const { account, region } = named;
        const told = await this.#house().dispatch.report({
          service: 'cloudformation',
          operation: 'TakeResponse',
          input: { path, body },
          as: 'cloudformation.amazonaws.com',
          scope: { account, region },
        });
        return (told as { readonly taken: boolean }).taken;
      },
    });
  }

  /** Reports what was pushed just before a crash: git had it, and nobody had written it down. */
  async reconcile(log: (sentence: string) => void): Promise<void> {
    for (const repository of await this.#git.all()) {
      try {
        await this.#reconcileOne(repository);
      } catch (error) {
        // One repository that git cannot read, or a push that is refused, keeps nobody out of the house.
        log(`what was last pushed to ${repository} is not known: ${String(error)}`);
      }
    }
  }

  async #reconcileOne(repository: string): Promise<void> {
    const known = this.#recorded(repository);
    if (!known) return;
    const push = await this.#git.pushedSince(repository, known);
    if (push.references.length > 0) await this.#report(push);
  }

  /** The folder of a repository that CodeCommit knows; made now, where it was created a moment ago. */
  async #find(repository: string): Promise<string | undefined> {
    if (!this.#recorded(repository)) return undefined;
    await this.#git.perform({ type: 'git.create', repository });
    return this.#git.find(repository);
  }

  #recorded(repository: string): { reference: string; commitId: string }[] | undefined {
    const parsed = parseRepository(repository);
    if (!parsed) return undefined;
    return this.#store.transaction((tx) =>
      recorded.has(tx, parsed, parsed.name) ? recorded.references(tx, parsed, parsed.name) : undefined,
    );
  }

  #accountOf(user: string | undefined, password: string | undefined): Pusher | undefined {
    if (user === undefined || password === undefined) return undefined;
    const credentials = this.#house().credentials(user, undefined);
    if (!credentials?.secrets.includes(password)) return undefined;
    const isOver = credentials.expiresAt !== undefined && credentials.expiresAt <= this.#now();
    return isOver ? undefined : credentials.caller;
  }

  /** `by` is not known of what was pushed just before a crash. */
  async #report({ repository, references, commits }: GitPush, by?: Pusher): Promise<void> {
    const { account, region, name } = parseRepository(repository)!;
    await this.#house().dispatch.report({
      service: 'codecommit',
      operation: 'GitPush',
      input: { repositoryName: name, references, commits, ...(by && { by: by.arn }) },
      as: 'codecommit.amazonaws.com',
      scope: { account, region },
    });
  }
}
