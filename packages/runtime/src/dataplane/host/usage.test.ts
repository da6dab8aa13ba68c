import assert from 'node:assert/strict';
import { test } from 'node:test';
import { membersOf, rowOfStat, tableOfPs, type ProcessRow } from './usage.ts';

test('a line of /proc tells parent, group, session and time, whatever the program is called', () => {
  const stat = '42 (a) b (c) S 7 40 40 0 -1 4194560 9 9 0 0 12 3 100 5 20 0 1 0 777 2928 439 1844';
  assert.deepEqual(rowOfStat(42, stat), { pid: 42, parent: 7, leaders: [40, 40], cpuMs: 1200 });
});

test('lines of ps tell the same, with hours and days', () => {
  const [one, two, three] = tableOfPs(
    '  1     0     1  16964 00:00:04\n 31  1 31 12 1-01:00:01\n 9 1 9 8 0:01.23\n',
  );
  const expected = { pid: 1, parent: 0, leaders: [1], cpuMs: 4000, memoryBytes: 16964 * 1024 };
  assert.deepEqual(one, expected);
  assert.equal(two!.cpuMs, (25 * 3600 + 1) * 1000);
  assert.equal(three!.cpuMs, 1230);
});

test('a leader has its group, its session, and their children wherever they went', () => {
  const row = (pid: number, parent: number, ...leaders: number[]): ProcessRow => ({
    pid,
    parent,
    leaders,
    cpuMs: 1,
  });
  const table = [
    row(12, 11, 12, 12), // In a session of its own, by a child that is listed later.
    row(10, 1, 10, 10),
    row(11, 10, 11, 10),
    row(13, 1, 13, 13),
    row(20, 1, 20, 20),
  ];
  const pids = [...membersOf(table, [10, 20, 30])].map(([leader, rows]) => [
    leader,
    rows.map(({ pid }) => pid).sort(),
  ]);
  assert.deepEqual(pids, [
    [10, [10, 11, 12]],
    [20, [20]],
    [30, []],
  ]);
});
