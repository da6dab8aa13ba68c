import { weightedChoice, type Forward, type Group } from './group.ts';
import { shareOf } from './guard.ts';
import type { OpenListener } from './listen.ts';
import type { RequestHead } from './parse-request.ts';
import type { ResponseHead } from './parse-response.ts';
import { Cookies, groupCookies, setsCookie, targetCookies } from './stickiness.ts';
import type { Target } from './target.ts';

/** Which target group a request goes to, and which target of it: by the client's cookies, or by chance. */
export class Choice {
  group: Group | undefined;
  readonly #listener: OpenListener;
  /** Where the action or the group keeps clients: what this one's cookies say. */
  #cookies: Cookies | undefined;
  #groupSticksSeconds = 0;
  /** Of a guarded release, what the new version has of the requests; 0 where chance did not choose. */
  #share = 0;

  constructor(listener: OpenListener) {
    this.#listener = listener;
  }

  /** Chooses for a request whose head has just been read. */
  make(action: Forward, head: RequestHead, bytes: Buffer): void {
    this.#cookies = undefined;
    this.#share = 0;
    this.#groupSticksSeconds = action.stickySeconds ?? 0;
    const readCookies = () =>
      (this.#cookies ??= new Cookies(head.valuesOf(bytes, 'cookie'), this.#listener.keeper.wallSecond()));
    if (this.#groupSticksSeconds > 0) readCookies();
    this.group = this.#groupFor(action);
    if (this.group?.stickiness) readCookies();
  }

  /** A target that has not had the request yet. */
  target(tried: readonly Target[]): Target | undefined {
    const { group } = this;
    if (!group) return undefined;
    return (tried.length === 0 ? this.#stickyTarget(group) : undefined) ?? group.pick(tried);
  }

  /** What a target's answer is given beside its own fields: the cookies of sticky sessions. */
  linesFor(head: ResponseHead, bytes: Buffer, target: Target): string {
    if (!this.#cookies) return '';
    const { stickiness, mark } = this.group!;
    const second = this.#listener.keeper.wallSecond();
    const ofGroup = this.#groupSticksSeconds > 0 ? groupCookies(this.#groupSticksSeconds, mark, second) : '';
    const sticks = stickiness?.type === 'lb_cookie' || (stickiness && setsCookie(head, bytes, stickiness));
    return sticks ? ofGroup + targetCookies(stickiness, target.mark, second) : ofGroup;
  }

  /** The request has gone bad: the guard of a release hears of it where chance alone had sent it where it went. */
  noteBad(): void {
    const { guard, keeper } = this.#listener;
    if (!guard || this.#share === 0) return;
    if (guard.note(this.group!.arn === guard.guard.candidate, this.#share)) keeper.tell();
  }

  /** AWS: unverified. A group that has the weight 0 lets go of its clients: a release that is taken back is left. */
  #groupFor({ targets }: Forward): Group | undefined {
    const { keeper, guard } = this.#listener;
    const mark = this.#cookies?.group;
    if (mark !== undefined)
      for (const { targetGroup, weight } of targets) {
        const group = weight > 0 ? keeper.group(targetGroup) : undefined;
        if (group?.mark === mark) return group;
      }
    if (targets.length === 1) return keeper.group(targets[0]!.targetGroup);
    if (guard) this.#share = shareOf(targets, guard.guard);
    return keeper.group(targets[weightedChoice(targets, keeper.random)]!.targetGroup);
  }

  /** The target that the client has kept to, where it may still have requests. */
  #stickyTarget(group: Group): Target | undefined {
    if (!this.#cookies || !group.stickiness) return undefined;
    const { type } = group.stickiness;
    return group.marked(type === 'lb_cookie' ? this.#cookies.target : this.#cookies.application);
  }
}
