import type { Comment as Told, Location } from '@aws-sdk/client-codecommit';
import type { Scope } from '../../base/scope.ts';
import type { Call } from '../../dispatch/service.ts';
import { collection } from '../../store/collection.ts';
import type { Tx } from '../../store/store.ts';
import { commentDoesNotExist, invalidCommentId } from './errors.ts';
import { reactionNames } from './reactions.ts';

/** Where a comment stands: on a pull request, or on what two commits differ in. */
export interface Place {
  readonly repositoryName: string;
  readonly pullRequestId?: string | undefined;
  readonly beforeCommitId?: string | undefined;
  readonly afterCommitId: string;
  readonly beforeBlobId?: string | undefined;
  readonly afterBlobId?: string | undefined;
  readonly location?: Location | undefined;
}

/** Times are epoch milliseconds. */
export interface Comment {
  readonly commentId: string;
  readonly content?: string;
  readonly inReplyTo?: string | undefined;
  readonly creationDate: number;
  readonly lastModifiedDate: number;
  readonly authorArn: string;
  readonly deleted: boolean;
  readonly clientRequestToken?: string | undefined;
  readonly place: Place;
  /** By who reacted: one of each. */
  readonly reactions: Readonly<Record<string, string>>;
}

export const comments = collection<Comment>('codecommit.comments');
/** By `<what they are on>|<number>`. */
const placed = collection<{ readonly key: string; readonly commentId: string }>('codecommit.comment-places');

const onPullRequest = (id: string): string => `pull-request|${id}|`;
const onCommits = (repositoryName: string): string => `commits|${repositoryName}|`;
const onCompared = ({ repositoryName, beforeCommitId = '', afterCommitId }: Place): string =>
  `${onCommits(repositoryName)}${beforeCommitId}|${afterCommitId}|`;

export function addComment(call: Call, comment: Comment): void {
  const { place, commentId } = comment;
  const on = place.pullRequestId === undefined ? onCompared(place) : onPullRequest(place.pullRequestId);
  const number = String(placed.list(call.tx, call, { prefix: on }).length).padStart(9, '0');
  const key = `${on}${number}`;
  placed.put(call.tx, call, key, { key, commentId });
  comments.put(call.tx, call, commentId, comment);
}

export function commentOf(call: Call, commentId: string): Comment {
  if (!/^[\w:-]{1,100}$/.test(commentId)) invalidCommentId();
  return comments.get(call.tx, call, commentId) ?? commentDoesNotExist();
}

const listed = (call: Call, prefix: string): Comment[] =>
  placed
    .list(call.tx, call, { prefix })
    .flatMap(({ commentId }) => comments.get(call.tx, call, commentId) ?? []);
export const commentsOnPullRequest = (call: Call, id: string) => listed(call, onPullRequest(id));
export const commentsOnCompared = (call: Call, place: Place) => listed(call, onCompared(place));

export function renameComments(
  call: Call,
  from: string,
  to: string,
  pullRequestIds: readonly string[],
): void {
  for (const prefix of [onCommits(from), ...pullRequestIds.map(onPullRequest)])
    for (const { key, commentId } of placed.list(call.tx, call, { prefix })) {
      const renamed = key.startsWith(onCommits(from))
        ? onCommits(to) + key.slice(onCommits(from).length)
        : key;
      placed.delete(call.tx, call, key);
      placed.put(call.tx, call, renamed, { key: renamed, commentId });
      const comment = commentOf(call, commentId);
      comments.put(call.tx, call, commentId, {
        ...comment,
        place: { ...comment.place, repositoryName: to },
      });
    }
}

/** Forgets what was said of a repository and of pull requests of it. */
export function forgetComments(
  tx: Tx,
  scope: Scope,
  repositoryName: string,
  pullRequestIds: readonly string[],
) {
  for (const prefix of [onCommits(repositoryName), ...pullRequestIds.map(onPullRequest)])
    for (const { key, commentId } of placed.list(tx, scope, { prefix })) {
      placed.delete(tx, scope, key);
      comments.delete(tx, scope, commentId);
    }
}

/** A comment as somebody sees it: with the reactions that are his. */
// AWS: CLI reference, get-comments-for-pull-request, its example: reactions by their names, THUMBSUP.
export function toldOf(call: Call, comment: Comment): Told {
  const counts: Record<string, number> = {};
  for (const short of Object.values(comment.reactions)) {
    const name = reactionNames(short).name;
    counts[name] = (counts[name] ?? 0) + 1;
  }
  const own = comment.reactions[call.caller.arn];
  return {
    commentId: comment.commentId,
    ...(comment.content !== undefined && { content: comment.content }),
    ...(comment.inReplyTo !== undefined && { inReplyTo: comment.inReplyTo }),
    creationDate: new Date(comment.creationDate),
    lastModifiedDate: new Date(comment.lastModifiedDate),
    authorArn: comment.authorArn,
    deleted: comment.deleted,
    ...(comment.clientRequestToken !== undefined && { clientRequestToken: comment.clientRequestToken }),
    callerReactions: own === undefined ? [] : [reactionNames(own).name],
    reactionCounts: counts,
  };
}
