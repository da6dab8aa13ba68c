import { isObject, numberOf, objectsOf, type Declared, type Path } from '../declared.ts';
import type { Known } from '../known.ts';
import type { Rule } from '../rule.ts';

interface Approval {
  readonly pipeline: Declared;
  readonly path: Path;
  readonly about: string;
  readonly action: Readonly<Record<string, unknown>>;
  readonly configuration: Readonly<Record<string, unknown>>;
}

function approvalsOf(known: Known): Approval[] {
  return known.of('AWS::CodePipeline::Pipeline').flatMap((pipeline) =>
    objectsOf(pipeline.properties['Stages']).flatMap((stage, at) =>
      objectsOf(stage['Actions']).flatMap((action, index): Approval[] => {
        const type = action['ActionTypeId'];
        if (!isObject(type) || type['Category'] !== 'Approval') return [];
        const configuration = isObject(action['Configuration']) ? action['Configuration'] : {};
        const path = ['Stages', at, 'Actions', index];
        return [{ pipeline, path, about: `approval ${String(action['Name'])}`, action, configuration }];
      }),
    ),
  );
}

export const approvalTimesOut: Rule = {
  id: 'approval-times-out',
  sentence: 'An approval says how long it waits, where CodePipeline reads it.',
  url: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-action-add.html',
  *check(known) {
    for (const { pipeline, path, about, action, configuration } of approvalsOf(known)) {
      const strayed = Object.keys(configuration).find((key) => /timeout/i.test(key));
      const minutes = numberOf(action['TimeoutInMinutes']);
      if (strayed)
        yield {
          level: 'error',
          place: pipeline.place([...path, 'Configuration', strayed]),
          about,
          message:
            `An approval's configuration knows no ${strayed}: CodePipeline refuses it, and without ` +
            'it waits for seven days.',
          fix: 'Set TimeoutInMinutes on the action itself, beside its Name: 120 are two hours.',
        };
      else if (action['TimeoutInMinutes'] === undefined)
        yield {
          level: 'warning',
          place: pipeline.place(path),
          about,
          message:
            'It waits for seven days, which is what CodePipeline takes where nothing is said; all that ' +
            'time its stage is ' +
            'locked, and what is approved at last is a week old.',
          fix: 'Set TimeoutInMinutes on the action: 120 fails it after two hours (5 to 86400 are possible).',
        };
      else if (minutes !== undefined && (minutes < 5 || minutes > 86_400))
        yield {
          level: 'error',
          place: pipeline.place([...path, 'TimeoutInMinutes']),
          about,
          message: `TimeoutInMinutes is ${minutes}; CodePipeline takes 5 to 86400, and refuses the pipeline.`,
          fix: 'Say it in minutes: 120 are two hours.',
        };
    }
  },
};

export const approvalNotifies: Rule = {
  id: 'approval-notifies',
  sentence: 'Somebody is told that an approval waits.',
  url: 'https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html',
  *check(known) {
    const told = known.of('AWS::CodeStarNotifications::NotificationRule').length > 0;
    for (const { pipeline, path, about, configuration } of approvalsOf(known))
      if (configuration['NotificationArn'] === undefined && !told)
        yield {
          level: 'warning',
          place: pipeline.place(path),
          about,
          message: 'It has no topic: it waits, and nobody hears of it.',
          fix: 'Set NotificationArn in its Configuration to the ARN of an SNS topic that somebody subscribes to.',
        };
  },
};
