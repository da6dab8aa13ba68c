import type { Findings } from './findings.ts';

/** The table at the end: each figure in the house's time and the wall's. */
export function reportOf(findings: Findings): string {
  const { clock } = findings;
  const fromWall = (ms: number) => [span(ms * clock), span(ms)];
  const fromHouse = (seconds: number) => [span(seconds * 1000), span((seconds * 1000) / clock)];
  const rows = [
    ['', clock === 1 ? "house's time" : `house's time (×${clock})`, "wall's time"],
    ['push → first build command', ...fromWall(findings.pushToFirstCommandMs)],
    ['build', ...fromWall(findings.buildMs)],
    ['first 5xx → ALARM', ...fromHouse(findings.firstFailureToAlarmSeconds)],
    ['ALARM → 0 % on the bad version', ...fromWall(findings.alarmToZeroTrafficMs)],
    ['time to recover', ...fromHouse(findings.recoverSeconds)],
    ['canary share', `${findings.canarySharePercent} %`, ''],
    ['requests', String(findings.requests), ''],
    ['requests lost', String(findings.requestsLost), ''],
    ...Object.entries(findings.answers).map(([version, counts]) => [
      `answers of ${version}`,
      Object.entries(counts)
        .map(([status, count]) => `${status === '0' ? 'none' : status} × ${count}`)
        .join('  '),
      '',
    ]),
  ];
  const lines = rows.map(([name, house, wall]) => `${name!.padEnd(32)} ${house!.padStart(18)}  ${wall}`);
  const verdict = [
    findings.released ? '✓ 1.1.0 was delivered' : '✗ 1.1.0 was not delivered',
    findings.rolledBack ? '✓ 1.2.0 was rolled back by its alarm' : '✗ 1.2.0 was not rolled back',
    `  ${findings.reason}`,
  ];
  return [...lines.map((line) => line.trimEnd()), '', ...verdict].join('\n');
}

function span(ms: number): string {
  if (Number.isNaN(ms)) return '–';
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 120) return `${seconds.toFixed(1)} s`;
  return `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;
}
