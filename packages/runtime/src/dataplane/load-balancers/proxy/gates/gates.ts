import type { OwnCount, RoutingRule } from '../../../../base/effects/load-balancer.ts';
import type { UserGate } from '../../../../base/effects/routing-gate.ts';
import { failure, type OwnAnswer } from '../answers.ts';
import type { RequestHead } from '../parse-request.ts';
import { originForm, pathOf } from '../route.ts';
import { UserClaims } from './claims.ts';
import { Refusal, sessionBy } from './provider.ts';
import { Seal } from './seal.ts';
import { cookie, cookiePairs, providerOf, sealedSession, sessionCookies, type Session } from './session.ts';
import { TokenJudge } from './tokens.ts';

/** What comes of asking who comes: on to the rule's action, or an answer. */
export type Admission = Outcome & {
  /** AWS: access logs, "actions_executed". That `jwt-validation` is told by its name is unverified. */
  readonly asked: 'authenticate' | 'jwt-validation';
};
type Outcome =
  | {
      readonly admitted: true;
      /** Field lines, for the target. */
      readonly lines: string;
      /** Values of `Set-Cookie`, for the client. */
      readonly cookies: readonly string[];
    }
  | {
      readonly admitted: false;
      readonly answer: OwnAnswer;
      /** What access logs call it, where it is a fault. */
      readonly reason?: string | undefined;
    };

/** What is looked at of a request: taken from its head, which may be read over while an answer is waited for. */
interface Visit {
  /** Path and query. */
  readonly target: string;
  /** As the client calls us. */
  readonly host: string;
  readonly cookies: ReadonlyMap<string, string>;
  readonly authorization: string | undefined;
}

export interface GatesGiven {
  readonly seed: string;
  readonly loadBalancer: string;
  /** Seconds of the wall. */
  readonly now: () => number;
  /** A word that nobody can guess. */
  readonly nonce: () => string;
  readonly count: (what: OwnCount) => void;
}

/** What a browser brings back from its login, sealed. */
interface LoginState {
  readonly provider: string;
  readonly nonce: string;
  readonly target: string;
  readonly until: number;
}

/** AWS: user guide: where the provider sends users back to. */
const returnPath = '/oauth2/idpresponse';
const nonceCookie = 'AWSALBAuthNonce';
/** AWS: user guide, "Client login timeout": 15 minutes. */
const loginSeconds = 900;
/** How long what a session was refreshed to is known to those who come with the old cookie. */
const refreshedSeconds = 60;

const welcome: Outcome = { admitted: true, lines: '', cookies: [] };
const refusedBy = (status: number, reason?: string): Outcome => ({
  admitted: false,
  answer: failure(status),
  reason,
});

/** Asks who comes, before a rule's action is taken. Answers at once where nobody else has to be asked. */
export class Gates {
  readonly #given: GatesGiven;
  readonly #seal: Seal;
  readonly #claims: UserClaims;
  readonly #tokens = new TokenJudge();
  readonly #refreshing = new Map<string, { readonly session: Promise<Session>; readonly at: number }>();

  constructor(given: GatesGiven) {
    this.#given = given;
    this.#seal = new Seal(given.seed);
    this.#claims = new UserClaims(given.seed, given.loadBalancer);
  }

  /** Undefined where nothing is asked. `rules` are those of the listener, `rule` the one that was chosen. */
  admit(
    rules: readonly RoutingRule[],
    rule: RoutingRule | undefined,
    request: { readonly head: RequestHead; readonly bytes: Buffer; readonly host: string },
  ): Admission | Promise<Admission> | undefined {
    const { head, bytes, host } = request;
    const target = originForm(head.target(bytes));
    const isReturn =
      pathOf(target) === returnPath && rules.some(({ gate }) => gate?.type === 'authenticate-oidc');
    if (!isReturn && !rule?.gate) return undefined;
    const [authorization, ...others] = head.valuesOf(bytes, 'authorization');
    const visit = {
      target,
      host,
      cookies: cookiePairs(head.valuesOf(bytes, 'cookie')),
      // Of two, a target might believe the other.
      authorization: others.length > 0 ? undefined : authorization,
    };
    const asked = !isReturn && rule!.gate!.type === 'jwt-validation' ? 'jwt-validation' : 'authenticate';
    const outcome = this.#settled(() =>
      isReturn ? this.#return(rules, visit) : this.#ask(rule!.gate!, visit),
    );
    return outcome instanceof Promise ? outcome.then((late) => ({ ...late, asked })) : { ...outcome, asked };
  }

  /** What was refused, at once or later, is an answer, and counted. */
  #settled(ask: () => Outcome | Promise<Outcome>): Outcome | Promise<Outcome> {
    const refused = (error: unknown): Outcome => {
      if (!(error instanceof Refusal)) throw error;
      if (error.counted) this.#given.count(error.counted);
      return refusedBy(error.status, error.reason);
    };
    try {
      const admission = ask();
      return admission instanceof Promise ? admission.catch(refused) : admission;
    } catch (error) {
      return refused(error);
    }
  }

  #ask(gate: NonNullable<RoutingRule['gate']>, visit: Visit): Outcome | Promise<Outcome> {
    if (gate.type === 'authenticate-oidc') return this.#askUser(gate, visit);
    const judging = this.#tokens.admit(gate, visit.authorization, this.#given.now());
    return judging ? judging.then(() => welcome) : welcome;
  }

  #askUser(gate: UserGate, visit: Visit): Outcome | Promise<Outcome> {
    const now = this.#given.now();
    const sealed = sealedSession(visit.cookies, gate.cookieName);
    const session = sealed === undefined ? undefined : this.#seal.open<Session>(sealed);
    if (!session || session.provider !== providerOf(gate) || session.until <= now)
      return this.#stranger(gate, visit);
    // AWS: user guide, "Session timeout": who has nothing to go on with stays until the session is over.
    const isFresh = (session.freshUntil ?? session.until) > now || session.refreshToken === undefined;
    if (isFresh) return { admitted: true, lines: this.#claims.linesFor(gate, session, now), cookies: [] };
    return this.#refreshed(gate, session).then(
      (next) => ({
        admitted: true,
        lines: this.#claims.linesFor(gate, next, this.#given.now()),
        cookies: sessionCookies(this.#seal, gate.cookieName, next),
      }),
      () => this.#stranger(gate, visit),
    );
  }

  /** AWS: OnUnauthenticatedRequest. */
  #stranger(gate: UserGate, visit: Visit): Outcome {
    if (gate.onUnauthenticated === 'allow') return welcome;
    if (gate.onUnauthenticated === 'deny') return refusedBy(401);
    const until = this.#given.now() + loginSeconds;
    const nonce = this.#given.nonce();
    const state: LoginState = { provider: providerOf(gate), nonce, target: visit.target, until };
    const url = new URL(gate.authorizationEndpoint);
    const parameters = {
      ...gate.extraParameters,
      client_id: gate.clientId,
      redirect_uri: returnAddress(visit),
      response_type: 'code',
      scope: gate.scope,
      state: this.#seal.close(state),
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    const cookies = [cookie(nonceCookie, nonce, until)];
    return { admitted: false, answer: { status: 302, location: url.href, cookies } };
  }

  /** AWS: user guide, "HTTP 401" and "HTTP 561". Which of them an error of the provider's is, is unverified. */
  #return(rules: readonly RoutingRule[], visit: Visit): Outcome | Promise<Outcome> {
    const given = new URL(visit.target, 'https://return').searchParams;
    const now = this.#given.now();
    const { gate, target } = this.#comingBack(rules, given.get('state'), visit.cookies.get(nonceCookie));
    const error = given.get('error');
    // AWS: unverified: what the log calls these.
    if (error !== null) throw new Refusal(error === 'access_denied' ? 401 : 561, undefined, 'loginFailures');
    const code = given.get('code');
    if (code === null) throw new Refusal(401, 'AuthMissingCodeParam', 'loginFailures');
    const grant = { grant_type: 'authorization_code', code, redirect_uri: returnAddress(visit) };
    return sessionBy(gate, grant, { now, until: now + gate.sessionSeconds }).then((session) => {
      this.#given.count('loginSuccesses');
      const cookies = [...sessionCookies(this.#seal, gate.cookieName, session), cookie(nonceCookie, '', 0)];
      const location = `https://${visit.host}${target}`;
      return { admitted: false, answer: { status: 302, location, cookies } };
    });
  }

  /** Who was sent to log in not long ago, by this browser, for a rule that is still there. */
  #comingBack(rules: readonly RoutingRule[], sealed: string | null, nonce: string | undefined) {
    if (sealed === null) throw new Refusal(401, 'AuthMissingStateParam');
    const state = this.#seal.open<LoginState>(sealed);
    const gate = state && userGates(rules).find((each) => providerOf(each) === state.provider);
    // AWS: user guide, "Client login timeout": a 401. What the log calls it is unverified.
    if (!gate || state.until <= this.#given.now()) throw new Refusal(401, 'AuthInvalidStateParam');
    if (nonce === undefined) throw new Refusal(401, 'AuthMissingAWSALBAuthNonce');
    if (nonce !== state.nonce) throw new Refusal(401, 'AuthInvalidAWSALBAuthNonce');
    return { gate, target: state.target };
  }

  /** Once for all requests that come with the same cookie: a provider may take what it gave only once. */
  #refreshed(gate: UserGate, session: Session): Promise<Session> {
    const now = this.#given.now();
    for (const [token, { at }] of this.#refreshing)
      if (at < now - refreshedSeconds) this.#refreshing.delete(token);
    const token = session.refreshToken!;
    const found = this.#refreshing.get(token);
    if (found) return found.session;
    const grant = { grant_type: 'refresh_token', refresh_token: token };
    const refreshing = sessionBy(gate, grant, { now, until: session.until }).then((next) => {
      this.#given.count('loginRefreshes');
      return next;
    });
    this.#refreshing.set(token, { session: refreshing, at: now });
    return refreshing;
  }
}

const returnAddress = ({ host }: Visit): string => `https://${host}${returnPath}`;

const userGates = (rules: readonly RoutingRule[]): UserGate[] =>
  rules.flatMap(({ gate }) => (gate?.type === 'authenticate-oidc' ? [gate] : []));
