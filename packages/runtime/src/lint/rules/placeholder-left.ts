import { isObject, type Declared, type Path } from '../declared.ts';
import type { Rule } from '../rule.ts';

export const placeholderLeft: Rule = {
  id: 'placeholder-left',
  sentence: 'What a text leaves to be filled in has been filled in.',
  url: 'https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters.html',
  *check({ all }) {
    for (const declared of all) {
      if (declared.type === 'Buildspec' || !/Alarm|CodeDeploy|SNS|CodePipeline/.test(declared.type)) continue;
      for (const { path, value } of placeholdersIn(declared.properties, []))
        yield {
          level: 'warning',
          place: declared.place(path),
          about: aboutOf(declared),
          message:
            `${value} stands for something: a shell reads it as a redirection, and AWS knows ` +
            'nothing of that name.',
          fix: path[0]?.toString().endsWith('Actions')
            ? 'Put the ARN of a topic in its place, or of a function that lets ' +
              'lambda.alarms.cloudwatch.amazonaws.com call it (aws lambda add-permission).'
            : 'Put what is meant in its place.',
        };
    }
  },
};

const aboutOf = ({ type, id }: Declared) => `${type.split('::').at(-1)!.toLowerCase()} ${id}`;

function placeholdersIn(value: unknown, path: Path): { path: Path; value: string }[] {
  if (typeof value === 'string') return /^<[A-Za-z][\w ./:-]*>$/.test(value) ? [{ path, value }] : [];
  if (Array.isArray(value)) return value.flatMap((item, index) => placeholdersIn(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => placeholdersIn(item, [...path, key]));
}
