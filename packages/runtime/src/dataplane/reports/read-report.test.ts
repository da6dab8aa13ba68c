import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReportFormat, TestFormat } from '../../base/report.ts';
import { readReport } from './read-report.ts';

const read = (format: ReportFormat, text: string) => readReport(format, [{ path: 'a', text }]);

/** A test that goes well, one that does not, and one that is left out, as each framework writes them. */
const tests: Readonly<Record<TestFormat, readonly [text: string, prefix: string]>> = {
  JUNITXML: [
    `<?xml version="1.0"?><testsuites><testsuite name="Suite" tests="3">
      <testcase classname="Sum" name="adds" time="0.5"/>
      <testcase classname="Sum" name="takes" time="1"><failure message="1 &lt; 2">at Sum:1</failure></testcase>
      <testcase classname="Sum" name="waits" time="0"><skipped/></testcase></testsuite></testsuites>`,
    'Sum',
  ],
  TESTNGXML: [
    `<testng-results><suite name="Suite"><test name="t"><class name="Sum">
      <test-method name="before" status="PASS" duration-ms="9000" is-config="true"/>
      <test-method name="adds" status="PASS" duration-ms="500"/>
      <test-method name="takes" status="FAIL" duration-ms="1000">
        <exception class="E"><message><![CDATA[1 < 2]]></message><full-stacktrace>at</full-stacktrace></exception>
      </test-method>
      <test-method name="waits" status="SKIP" duration-ms="0"/></class></test></suite></testng-results>`,
    'Sum',
  ],
  NUNITXML: [
    `<test-results><test-suite><results><test-case name="Sum.adds" result="Success" time="0.5"/>
      <test-case name="Sum.takes" result="Failure" time="1.0"><failure><message>1 &lt; 2</message></failure></test-case>
      <test-case name="Sum.waits" result="Ignored"/></results></test-suite></test-results>`,
    'Sum',
  ],
  NUNIT3XML: [
    `<test-run><test-suite><test-case name="adds" classname="Sum" result="Passed" duration="0.5"/>
      <test-case name="takes" classname="Sum" result="Failed" duration="1"><failure><message>1 &lt; 2</message>
      <stack-trace>at</stack-trace></failure></test-case>
      <test-case name="waits" classname="Sum" result="Skipped" duration="0"/></test-suite></test-run>`,
    'Sum',
  ],
  VISUALSTUDIOTRX: [
    `<TestRun xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010"><Results>
      <UnitTestResult testId="1" testName="adds" outcome="Passed" duration="00:00:00.5000000"/>
      <UnitTestResult testId="1" testName="takes" outcome="Failed" duration="00:00:01">
        <Output><ErrorInfo><Message>1 &lt; 2</Message><StackTrace>at</StackTrace></ErrorInfo></Output></UnitTestResult>
      <UnitTestResult testId="1" testName="waits" outcome="NotExecuted"/></Results>
      <TestDefinitions><UnitTest id="1"><TestMethod className="Sum"/></UnitTest></TestDefinitions></TestRun>`,
    'Sum',
  ],
  CUCUMBERJSON: [
    JSON.stringify([
      {
        name: 'Sum',
        elements: [
          { type: 'background', name: 'given', steps: [] },
          { name: 'adds', steps: [{ result: { status: 'passed', duration: 5e8 } }] },
          { name: 'takes', steps: [{ result: { status: 'failed', duration: 1e9, error_message: '1 < 2' } }] },
          { name: 'waits', steps: [{ result: { status: 'skipped' } }] },
        ],
      },
    ]),
    'Sum',
  ],
};

for (const [format, [text, prefix]] of Object.entries(tests))
  test(`cases of ${format} are read`, async () => {
    const report = await read(format as TestFormat, text);
    assert(report.kind === 'tests');
    const rows = report.cases.map((each) => [each.name, each.status, each.nanoseconds, each.message]);
    assert.deepEqual(rows, [
      ['adds', 'SUCCEEDED', 5e8, ''],
      ['takes', 'FAILED', 1e9, '1 < 2'],
      ['waits', 'SKIPPED', 0, ''],
    ]);
    assert(report.cases.every((each) => each.prefix === prefix && each.from === 'a'));
    assert.deepEqual(report.counts, { ERROR: 0, FAILED: 1, SKIPPED: 1, SUCCEEDED: 1, UNKNOWN: 0 });
    assert.equal(report.nanoseconds, 1.5e9);
  });

const coverage: readonly (readonly [ReportFormat, string])[] = [
  [
    // As Istanbul writes it: a line with branches is of their type, and its counts are of branches.
    'CLOVERXML',
    `<coverage><project><metrics statements="9" coveredstatements="9"/><file name="sum.js" path="src/sum.js">
      <metrics statements="3" coveredstatements="2" conditionals="2" coveredconditionals="1" methods="1"/>
      <line num="1" count="1" type="stmt"/><line num="2" count="0" type="stmt"/>
      <line num="3" count="1" type="cond" truecount="1" falsecount="1"/></file></project></coverage>`,
  ],
  [
    'CLOVERXML',
    `<coverage><project><package><file name="sum.js" path="src/sum.js"><metrics/>
      <line num="1" type="stmt" count="2"/><line num="2" type="stmt" count="0"/><line num="3" type="stmt" count="1"/>
      <line num="3" type="cond" truecount="1" falsecount="0"/></file></package></project></coverage>`,
  ],
  [
    'COBERTURAXML',
    `<coverage><packages><package><classes><class filename="src/sum.js"><methods><method><lines>
      <line number="1" hits="2"/></lines></method></methods><lines><line number="1" hits="2"/>
      <line number="2" hits="0"/><line number="3" hits="1" branch="true" condition-coverage="50% (1/2)"/></lines>
      </class></classes></package></packages></coverage>`,
  ],
  [
    'JACOCOXML',
    `<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r"><package name="src">
      <sourcefile name="sum.js"><line nr="1"/><counter type="LINE" missed="1" covered="2"/>
      <counter type="BRANCH" missed="1" covered="1"/></sourcefile></package></report>`,
  ],
  [
    'SIMPLECOV',
    JSON.stringify({
      RSpec: {
        coverage: { 'src/sum.js': { lines: [2, null, 0, 1], branches: { '[if]': { yes: 1, no: 0 } } } },
      },
    }),
  ],
];
for (const [format, text] of coverage)
  test(`what was covered is read from ${format}`, async () => {
    const report = await read(format, text);
    assert(report.kind === 'coverage');
    const sum = { linesCovered: 2, linesMissed: 1, branchesCovered: 1, branchesMissed: 1 };
    assert.deepEqual(report.files, [{ path: 'src/sum.js', ...sum }]);
    assert.deepEqual(report.sum, sum);
  });

const unreadable: readonly (readonly [ReportFormat, string, RegExp])[] = [
  // AWS: as seen in the wild.
  ['JUNITXML', '<coverage/>', /^a: expected element type <testsuite> but have <coverage>$/],
  ['JUNITXML', '<testsuite><testcase>', /^a: .*unclosed/i],
  ['JUNITXML', '', /^a: /],
  ['JUNITXML', '<!DOCTYPE x [<!ENTITY y "z">]><testsuite name="&y;"/>', /^a: .*entity/],
  ['JUNITXML', '<a>'.repeat(300), /^a: elements are nested too deep/],
  ['CUCUMBERJSON', '{', /^a: /],
  ['CUCUMBERJSON', '{}', /^a: expected an array/],
  ['SIMPLECOV', '[]', /^a: expected an object/],
  ['SIMPLECOV', '{"meta":{},"coverage":{"a.rb":{"lines":[1]}}}', /^a: expected suites with a coverage/],
];
for (const [format, text, wanted] of unreadable)
  test(`${text.slice(0, 40)} is no ${format}`, () => assert.rejects(read(format, text), { message: wanted }));

test('more cases than 500 are counted, and not kept', async () => {
  const cases = '<testcase name="one"/>'.repeat(600);
  const report = await read('JUNITXML', `<testsuite>${cases}</testsuite>`);
  assert(report.kind === 'tests');
  assert.equal(report.cases.length, 500);
  assert.equal(report.counts.SUCCEEDED, 600);
});
