import type {
  GetCommentReactionsInput,
  GetCommentReactionsOutput,
  PutCommentReactionInput,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { commentOf, comments } from '../comment-records.ts';
import { commentDeleted, invalidContinuationToken, invalidReactionValue } from '../errors.ts';
import { emitOther } from '../pull-request-events.ts';
import { reactionMeant, reactionNames } from '../reactions.ts';
import { repositories } from '../records.ts';
import { limitOf } from './pull-requests.ts';

/** AWS: API reference, GetCommentReactions: "The default is the same as the allowed maximum, 1,000." */
const pageMax = 1_000;

/** AWS: API reference: one reaction of each user; blank or `none` takes it away. */
export const putReaction: Handler<Given<PutCommentReactionInput>, object> = (
  { commentId, reactionValue },
  call,
) => {
  const comment = commentOf(call, commentId);
  if (comment.deleted) commentDeleted();
  const { [call.caller.arn]: before, ...others } = comment.reactions;
  const isNone = ['', 'none'].includes(reactionValue.trim());
  const shortCode = isNone ? undefined : (reactionMeant(reactionValue) ?? invalidReactionValue());
  const reactions = shortCode === undefined ? others : { ...others, [call.caller.arn]: shortCode };
  comments.put(call.tx, call, commentId, { ...comment, reactions });
  const { repositoryName, pullRequestId, afterCommitId } = comment.place;
  const told = [...new Set(Object.values(reactions))].map(reactionNames);
  // AWS: user guide, "Monitoring CodeCommit events": commentReactionCreated and -Updated; its details are unverified.
  emitOther(call, {
    detailType: 'CodeCommit Comment Reaction Change',
    repositoryName,
    repositoryId: repositories.get(call.tx, call, repositoryName)?.repositoryId,
    what: `Event: ${before === undefined ? 'Created' : 'Updated'}. Reaction to comment ${commentId}`,
    event: before === undefined ? 'commentReactionCreated' : 'commentReactionUpdated',
    commentId,
    ...(pullRequestId === undefined ? { afterCommitId } : { pullRequestId }),
    reactionEmojis: told.map(({ emoji }) => emoji),
    reactionShortcodes: told.map((each) => each.shortCode),
    reactionUnicodes: told.map(({ unicode }) => unicode),
  });
  return {};
};

export const getReactions: Handler<Given<GetCommentReactionsInput>, GetCommentReactionsOutput> = (
  { commentId, reactionUserArn, nextToken, maxResults },
  call,
) => {
  const comment = commentOf(call, commentId);
  if (comment.deleted) commentDeleted();
  const users = new Map<string, string[]>();
  for (const [arn, shortCode] of Object.entries(comment.reactions))
    if (reactionUserArn === undefined || reactionUserArn === arn)
      users.set(shortCode, [...(users.get(shortCode) ?? []), arn]);
  const page = pageOf([...users], ([shortCode]) => shortCode, {
    token: nextToken,
    limit: limitOf(maxResults, pageMax),
    invalid: invalidContinuationToken,
  });
  return {
    reactionsForComment: page.items.map(([shortCode, reactionUsers]) => {
      const { emoji, unicode } = reactionNames(shortCode);
      return { reaction: { emoji, shortCode, unicode }, reactionUsers, reactionsFromDeletedUsersCount: 0 };
    }),
    nextToken: page.next,
  };
};
