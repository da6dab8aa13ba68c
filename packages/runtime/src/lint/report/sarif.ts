import type { Report, RuleFinding } from '../index.ts';
import { rules } from '../rules/index.ts';

/** SARIF 2.1.0, as code scanning takes it: a finding is a result, its fix is said in the message. */
export function sarifReport({ findings }: Report, version: string): string {
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'penstock-lint',
            version,
            informationUri:
              'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation.html',
            rules: rules.map(({ id, sentence, url }) => ({
              id,
              shortDescription: { text: sentence },
              helpUri: url,
              help: { text: `${sentence} ${url}` },
            })),
          },
        },
        columnKind: 'utf16CodeUnits',
        results: findings.map(resultOf),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

function resultOf({ rule, level, about, place, message, fix }: RuleFinding) {
  const { file, line, column } = place;
  return {
    ruleId: rule.id,
    ruleIndex: rules.indexOf(rule),
    level,
    message: { text: `${about}: ${message} ${fix}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(file) },
          ...(line !== undefined && { region: { startLine: line, startColumn: column ?? 1 } }),
        },
        logicalLocations: [{ name: about }],
      },
    ],
  };
}

/** A file by its path, with slashes; an endpoint is a URI already. */
function uriOf(file: string): string {
  if (/^https?:\/\//.test(file)) return file;
  return file.split(/[\\/]/).map(encodeURIComponent).join('/');
}
