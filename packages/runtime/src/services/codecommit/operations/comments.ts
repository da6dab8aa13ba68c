import type {
  GetCommentInput,
  GetCommentOutput,
  GetCommentsForComparedCommitInput,
  GetCommentsForComparedCommitOutput,
  GetCommentsForPullRequestInput,
  GetCommentsForPullRequestOutput,
  Location,
  PostCommentForComparedCommitInput,
  PostCommentForComparedCommitOutput,
  PostCommentForPullRequestInput,
  PostCommentForPullRequestOutput,
  PostCommentReplyInput,
  PostCommentReplyOutput,
  UpdateCommentInput,
} from '@aws-sdk/client-codecommit';
import type { Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler, WaitingCall, WaitingHandler } from '../../../dispatch/service.ts';
import {
  addComment,
  commentOf,
  comments,
  commentsOnCompared,
  commentsOnPullRequest,
  toldOf,
  type Comment,
  type Place,
} from '../comment-records.ts';
import {
  commentContentRequired,
  commentDeleted,
  commentNotCreatedByCaller,
  commentTooLarge,
  commitDoesNotExist,
  commitIdRequired,
  commitsAreSame,
  invalidCommitId,
  invalidContinuationToken,
  invalidFilePosition,
  pathDoesNotExist,
  pathRequired,
  repositoryNotAssociated,
} from '../errors.ts';
import { emitOther } from '../pull-request-events.ts';
import { pullRequestOf } from '../pull-request-records.ts';
import { commits, repositories, repositoryOf, within } from '../records.ts';
import { onceFor } from '../request-tokens.ts';
import { lookAt } from '../looking.ts';
import { limitOf } from './pull-requests.ts';

/** AWS: API reference, CommentContentSizeLimitExceededException. */
const contentMax = 10_240;
/** AWS: API reference, GetCommentsForPullRequest: "The default is 100 comments. You can return up to 500". */
const pageSize = 100;
const pageMax = 500;

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PostCommentForPullRequest.html */
export const postForPullRequest: WaitingHandler<
  Given<PostCommentForPullRequestInput>,
  PostCommentForPullRequestOutput
> = {
  async waits(input, call) {
    const pullRequestId = call.transaction((inner) => {
      repositoryOf(inner.tx, inner, input.repositoryName);
      const pullRequest = pullRequestOf(inner, input.pullRequestId);
      if (pullRequest.repositoryName !== input.repositoryName) repositoryNotAssociated();
      return pullRequest.pullRequestId;
    });
    return posted(call, 'PostCommentForPullRequest', { ...input, pullRequestId });
  },
};

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_PostCommentForComparedCommit.html */
export const postForComparedCommit: WaitingHandler<
  Given<PostCommentForComparedCommitInput>,
  PostCommentForComparedCommitOutput
> = {
  async waits(input, call) {
    call.transaction((inner) => repositoryOf(inner.tx, inner, input.repositoryName));
    return posted(call, 'PostCommentForComparedCommit', input);
  },
};

interface Posting extends Place {
  readonly content: string;
  readonly clientRequestToken?: string | undefined;
}

async function posted(
  call: WaitingCall,
  operation: string,
  { content, clientRequestToken: token, ...where }: Posting,
) {
  checkContent(content);
  const { repositoryName, beforeCommitId, afterCommitId, location } = where;
  if (beforeCommitId === afterCommitId) commitsAreSame();
  call.transaction((inner) => {
    for (const id of [beforeCommitId, afterCommitId]) checkCommit(inner, repositoryName, id);
  });
  const blobs = location ? await blobsAt(call, where, location) : {};
  const place: Place = { ...where, ...blobs };
  return call.transaction((inner) => {
    const commentId = onceFor(inner, { operation, token, request: { content, ...where } }, () =>
      add(inner, { content, place, clientRequestToken: token }),
    );
    return { ...place, comment: toldOf(inner, commentOf(inner, commentId)) };
  });
}

function checkContent(content: string): void {
  if (content.trim() === '') commentContentRequired();
  if ([...content].length > contentMax) commentTooLarge();
}

function checkCommit(call: Call, repositoryName: string, id: string | undefined): void {
  if (id === undefined) return;
  if (!/^[0-9a-f]{40}$/.test(id)) invalidCommitId();
  if (!commits.get(call.tx, call, within(repositoryName, id))) commitDoesNotExist();
}

/** What the file is before and after; the line that is meant has to be there. */
async function blobsAt(call: WaitingCall, where: Place, location: Location) {
  const path = location.filePath ?? pathRequired();
  const fileAt = async (commit: string | undefined) =>
    commit === undefined
      ? undefined
      : (await lookAt(call, where.repositoryName, { kind: 'file', commit, path })).file;
  const [before, after] = [await fileAt(where.beforeCommitId), await fileAt(where.afterCommitId)];
  const meant = (location.relativeFileVersion === 'BEFORE' ? before : after) ?? pathDoesNotExist();
  const lines = Buffer.from(meant.bytes, 'base64').toString().split('\n').length;
  if (location.filePosition !== undefined && (location.filePosition < 1 || location.filePosition > lines))
    invalidFilePosition();
  return { ...(before && { beforeBlobId: before.id }), ...(after && { afterBlobId: after.id }) };
}

type Added = Pick<Comment, 'place' | 'clientRequestToken' | 'inReplyTo'> & { readonly content: string };

function add(call: Call, added: Added): string {
  const commentId = call.ids.uuid();
  const dates = { creationDate: call.now, lastModifiedDate: call.now };
  addComment(call, {
    commentId,
    ...dates,
    authorArn: call.caller.arn,
    deleted: false,
    reactions: {},
    ...added,
  });
  emitComment(call, commentOf(call, commentId), 'Created');
  return commentId;
}

// AWS: user guide, "Monitoring CodeCommit events in EventBridge": commentOnPullRequestCreated and its like.
function emitComment(
  call: Call,
  { commentId, inReplyTo, place }: Comment,
  what: 'Created' | 'Updated',
): void {
  const { repositoryName, pullRequestId, beforeCommitId, afterCommitId } = place;
  const on = pullRequestId === undefined ? 'Commit' : 'Pull Request';
  emitOther(call, {
    detailType: `CodeCommit Comment on ${on}`,
    repositoryName,
    repositoryId: repositories.get(call.tx, call, repositoryName)?.repositoryId,
    what: `Event: ${what}. Comment ${commentId} on ${on.toLowerCase()} ${pullRequestId ?? afterCommitId}`,
    event: `commentOn${on.replace(' ', '')}${what}`,
    commentId,
    ...(inReplyTo !== undefined && { inReplyTo }),
    ...(pullRequestId !== undefined && { pullRequestId }),
    ...(beforeCommitId !== undefined && { beforeCommitId }),
    afterCommitId,
  });
}

export const postReply: Handler<Given<PostCommentReplyInput>, PostCommentReplyOutput> = (
  { inReplyTo, content, clientRequestToken: token },
  call,
) => {
  checkContent(content);
  const { place } = commentOf(call, inReplyTo);
  const request = { inReplyTo, content };
  const commentId = onceFor(call, { operation: 'PostCommentReply', token, request }, () =>
    add(call, { content, place, inReplyTo, clientRequestToken: token }),
  );
  return { comment: toldOf(call, commentOf(call, commentId)) };
};

function kept(call: Call, comment: Comment): PostCommentReplyOutput {
  comments.put(call.tx, call, comment.commentId, comment);
  emitComment(call, comment, 'Updated');
  return { comment: toldOf(call, comment) };
}

export const updateComment: Handler<Given<UpdateCommentInput>, PostCommentReplyOutput> = (
  { commentId, content },
  call,
) => {
  checkContent(content);
  const comment = commentOf(call, commentId);
  if (comment.deleted) commentDeleted();
  if (comment.authorArn !== call.caller.arn) commentNotCreatedByCaller();
  return kept(call, { ...comment, content, lastModifiedDate: call.now });
};

export const deleteCommentContent: Handler<Given<GetCommentInput>, PostCommentReplyOutput> = (
  { commentId },
  call,
) => {
  const { content: _content, ...comment } = commentOf(call, commentId);
  if (comment.deleted) commentDeleted();
  return kept(call, { ...comment, deleted: true, lastModifiedDate: call.now });
};

export const getComment: Handler<Given<GetCommentInput>, GetCommentOutput> = ({ commentId }, call) => {
  const comment = commentOf(call, commentId);
  return comment.deleted ? commentDeleted() : { comment: toldOf(call, comment) };
};

/** https://docs.aws.amazon.com/codecommit/latest/APIReference/API_GetCommentsForPullRequest.html */
export const getForPullRequest: Handler<
  Given<GetCommentsForPullRequestInput>,
  GetCommentsForPullRequestOutput
> = (input, call) => {
  const { repositoryName, beforeCommitId, afterCommitId, pullRequestId } = input;
  const pullRequest = pullRequestOf(call, pullRequestId);
  if (repositoryName !== undefined) {
    repositoryOf(call.tx, call, repositoryName);
    if (repositoryName !== pullRequest.repositoryName) repositoryNotAssociated();
    if (beforeCommitId === undefined || afterCommitId === undefined) commitIdRequired();
    for (const id of [beforeCommitId, afterCommitId]) checkCommit(call, repositoryName, id);
  }
  const found = commentsOnPullRequest(call, pullRequestId).filter(
    ({ place }) =>
      repositoryName === undefined ||
      (place.beforeCommitId === beforeCommitId && place.afterCommitId === afterCommitId),
  );
  const { items, nextToken } = paged(found, input);
  return { commentsForPullRequestData: grouped(call, items), nextToken };
};

export const getForComparedCommit: Handler<
  Given<GetCommentsForComparedCommitInput>,
  GetCommentsForComparedCommitOutput
> = (input, call) => {
  const { repositoryName, beforeCommitId, afterCommitId } = input;
  repositoryOf(call.tx, call, repositoryName);
  for (const id of [beforeCommitId, afterCommitId]) checkCommit(call, repositoryName, id);
  const place = { repositoryName, afterCommitId, ...(beforeCommitId !== undefined && { beforeCommitId }) };
  const { items, nextToken } = paged(commentsOnCompared(call, place), input);
  return { commentsForComparedCommitData: grouped(call, items), nextToken };
};

interface Paged {
  readonly nextToken?: string | undefined;
  readonly maxResults?: number | undefined;
}
function paged(found: readonly Comment[], { nextToken: token, maxResults = pageSize }: Paged) {
  const limit = limitOf(maxResults, pageMax);
  const invalid = invalidContinuationToken;
  const { items, next } = pageOf(found, ({ commentId }) => commentId, { token, limit, invalid });
  return { items, nextToken: next };
}

/** What was said of one place is together. */
function grouped(call: Call, all: readonly Comment[]) {
  const places = new Map<string, Place & { comments: ReturnType<typeof toldOf>[] }>();
  for (const comment of all) {
    const key = JSON.stringify(comment.place);
    const group = places.get(key) ?? { ...comment.place, comments: [] };
    group.comments.push(toldOf(call, comment));
    places.set(key, group);
  }
  return [...places.values()];
}
