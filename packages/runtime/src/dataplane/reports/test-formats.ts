import type { CaseStatus, ReportedCase, TestFormat } from '../../base/report.ts';
import { all, expecting, fail, first, xmlTree, type Element } from './xml-tree.ts';

/** How the cases of each format are found in a file's text. AWS: "CodeBuild generates the prefix". Unverified which. */
export const testReaders: Readonly<Record<TestFormat, (text: string) => ReportedCase[]>> = {
  CUCUMBERJSON: cucumber,
  JUNITXML: junit,
  NUNITXML: nunit2,
  NUNIT3XML: nunit3,
  TESTNGXML: testng,
  VISUALSTUDIOTRX: trx,
};

const nanoseconds = (seconds: string | number | undefined): number =>
  Math.round((Number(String(seconds ?? 0).replaceAll(',', '')) || 0) * 1e9);

const messageOf = (element: Element | undefined): string =>
  element ? element.attributes['message'] || element.text.trim() : '';

/** The same, where the message is an element of its own. */
const messageIn = (element: Element | undefined): string =>
  (element && first(element, 'message', 'Message')?.text.trim()) ?? messageOf(element);

function junit(text: string): ReportedCase[] {
  const root = expecting(xmlTree(text), 'testsuites', 'testsuite');
  const suites = root.name === 'testsuite' ? [root, ...all(root, 'testsuite')] : [...all(root, 'testsuite')];
  return suites.flatMap((suite) =>
    suite.children
      .filter(({ name }) => name === 'testcase')
      .map((each): ReportedCase => {
        const { name = '', classname = '', time } = each.attributes;
        const trouble = first(each, 'error', 'failure', 'skipped');
        return {
          name,
          prefix: classname,
          ...(suite.attributes['name'] && { suite: suite.attributes['name'] }),
          status: junitStatus(trouble?.name),
          nanoseconds: nanoseconds(time),
          message: messageOf(trouble),
        };
      }),
  );
}

const junitStatus = (trouble: string | undefined): CaseStatus =>
  trouble === 'error'
    ? 'ERROR'
    : trouble === 'failure'
      ? 'FAILED'
      : trouble === 'skipped'
        ? 'SKIPPED'
        : 'SUCCEEDED';

const ofWords =
  (words: Readonly<Record<string, CaseStatus>>) =>
  (word = ''): CaseStatus =>
    Object.hasOwn(words, word.toLowerCase()) ? words[word.toLowerCase()]! : 'UNKNOWN';

const nunit2Status = ofWords({
  success: 'SUCCEEDED',
  failure: 'FAILED',
  error: 'ERROR',
  ignored: 'SKIPPED',
  skipped: 'SKIPPED',
  notrunnable: 'SKIPPED',
  inconclusive: 'UNKNOWN',
});

function nunit2(text: string): ReportedCase[] {
  const root = expecting(xmlTree(text), 'test-results');
  return nunitCases(root, ({ attributes: { name = '', result, time } }) => ({
    name: name.slice(name.lastIndexOf('.') + 1),
    prefix: name.slice(0, Math.max(0, name.lastIndexOf('.'))),
    status: nunit2Status(result),
    nanoseconds: nanoseconds(time),
  }));
}

const nunit3Status = ofWords({
  passed: 'SUCCEEDED',
  failed: 'FAILED',
  skipped: 'SKIPPED',
  warning: 'SUCCEEDED',
});

function nunit3(text: string): ReportedCase[] {
  const root = expecting(xmlTree(text), 'test-run');
  return nunitCases(root, ({ attributes: { name = '', classname = '', result, label, duration } }) => ({
    name,
    prefix: classname,
    status: result === 'Failed' && label === 'Error' ? 'ERROR' : nunit3Status(result),
    nanoseconds: nanoseconds(duration),
  }));
}

function nunitCases(
  root: Element,
  read: (each: Element) => Omit<ReportedCase, 'message' | 'suite'>,
): ReportedCase[] {
  return [...all(root, 'test-case')].map((each) => ({
    ...read(each),
    message: messageIn(first(each, 'failure', 'reason')),
  }));
}

const testngStatus = ofWords({ pass: 'SUCCEEDED', fail: 'FAILED', skip: 'SKIPPED' });

function testng(text: string): ReportedCase[] {
  const root = expecting(xmlTree(text), 'testng-results');
  return [...all(root, 'suite')].flatMap((suite) =>
    [...all(suite, 'class')].flatMap((owner) =>
      owner.children
        .filter(({ name, attributes }) => name === 'test-method' && attributes['is-config'] !== 'true')
        .map((each): ReportedCase => ({
          name: each.attributes['name'] ?? '',
          prefix: owner.attributes['name'] ?? '',
          ...(suite.attributes['name'] && { suite: suite.attributes['name'] }),
          status: testngStatus(each.attributes['status']),
          nanoseconds: nanoseconds(Number(each.attributes['duration-ms'] ?? 0) / 1000),
          message: messageIn(first(each, 'exception')),
        })),
    ),
  );
}

const trxStatus = ofWords({
  passed: 'SUCCEEDED',
  passedbutrunaborted: 'SUCCEEDED',
  warning: 'SUCCEEDED',
  failed: 'FAILED',
  timeout: 'FAILED',
  error: 'ERROR',
  aborted: 'ERROR',
  notexecuted: 'SKIPPED',
  notrunnable: 'SKIPPED',
  inconclusive: 'UNKNOWN',
});

function trx(text: string): ReportedCase[] {
  const root = expecting(xmlTree(text), 'TestRun');
  const classes = new Map(
    [...all(root, 'UnitTest')].map((each) => [
      each.attributes['id'],
      first(each, 'TestMethod')?.attributes['className'] ?? '',
    ]),
  );
  return [...all(root, 'UnitTestResult')].map((each): ReportedCase => {
    const { testName = '', testId, outcome, duration } = each.attributes;
    const output = first(each, 'Output');
    return {
      name: testName,
      prefix: classes.get(testId) ?? '',
      status: trxStatus(outcome),
      nanoseconds: nanoseconds(timeSpan(duration)),
      message: output ? messageIn(first(output, 'ErrorInfo')) : '',
    };
  });
}

/** `00:01:02.5` in seconds. */
const timeSpan = (text = ''): number =>
  text.split(':').reduce((seconds, part) => seconds * 60 + (Number(part) || 0), 0);

interface Feature {
  readonly name?: string;
  readonly elements?: readonly Scenario[];
}
interface Scenario {
  readonly name?: string;
  readonly type?: string;
  readonly steps?: readonly {
    readonly result?: {
      readonly status?: string;
      readonly duration?: number;
      readonly error_message?: string;
    };
  }[];
}

function cucumber(text: string): ReportedCase[] {
  const features = json(text);
  if (!Array.isArray(features)) return fail('expected an array of features');
  return (features as Feature[]).flatMap(({ name: prefix = '', elements = [] }) =>
    elements
      .filter(({ type }) => type !== 'background')
      .map(({ name = '', steps = [] }): ReportedCase => {
        const results = steps.map(({ result = {} }) => result);
        const failed = results.find(({ status }) => status === 'failed');
        const isLeftOut = results.some(({ status }) => status !== 'passed');
        return {
          name,
          prefix,
          status: failed ? 'FAILED' : isLeftOut ? 'SKIPPED' : 'SUCCEEDED',
          nanoseconds: results.reduce((sum, { duration = 0 }) => sum + duration, 0),
          message: failed?.error_message ?? '',
        };
      }),
  );
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return fail(error.message);
    throw error;
  }
}
