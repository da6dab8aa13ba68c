import type { Call } from '../../dispatch/service.ts';
import { isFor, parseRule } from './approval-rules.ts';
import {
  associations,
  templates,
  type ApprovalRule,
  type ApprovalRuleTemplate,
} from './pull-request-records.ts';

export const templatesOf = (call: Call, repositoryName: string): ApprovalRuleTemplate[] => {
  const ids = new Set(
    associations
      .list(call.tx, call)
      .flatMap((each) => (each.repositoryName === repositoryName ? [each.templateId] : [])),
  );
  return templates.list(call.tx, call).filter(({ id }) => ids.has(id));
};

/** The rules that a new pull request has by the templates of its repository. */
// AWS: API reference, AssociateApprovalRuleTemplateWithRepository: made "the next time a pull request is created".
export function rulesFromTemplates(
  call: Call,
  repositoryName: string,
  destinationReference: string,
): ApprovalRule[] {
  return templatesOf(call, repositoryName)
    .filter(({ content }) => isFor(parseRule(content, true)!, destinationReference))
    .map(({ id, name, content, lastModifiedUser }) => ({
      id: call.ids.uuid(),
      name,
      content,
      creationDate: call.now,
      lastModifiedDate: call.now,
      lastModifiedUser,
      origin: { id, name },
    }));
}
