import { DeliveringHouse, sideBySide } from './delivering-house.ts';

/**
 * What history costs: the same calls, an execution and a start of the house, with a hundred executions in it and with
 * so many.
 */
const executionsMax = Number(process.argv[2] ?? 10_000);
const names = Array.from({ length: 20 }, (_, index) => `through-${index}`);
const [first] = names as [string];

const calls = {
  ListPipelineExecutions: { pipelineName: first, maxResults: 20 },
  ListActionExecutions: { pipelineName: first, maxResults: 20 },
  GetPipelineState: { name: first },
} as const;

const house = await DeliveringHouse.open();
try {
  for (const name of names) await house.createThrough(name);
  await house.round(names.slice(0, 2));
  const young = await costs();
  await house.round(names); // Code is loaded, and compiled.
  young['an execution'] = await roundMs();
  const each = names.length * sideBySide;
  for (let count = 100 + 2 * each; count < executionsMax - each; count += each) await house.round(names);
  const eldest = await roundMs();
  const old = { ...(await costs()), 'an execution': eldest };
  for (const [what, ms] of Object.entries(old))
    console.log(
      `${what}: ${young[what]!.toFixed(2)} ms with a hundred executions, ${ms.toFixed(2)} ms with ` +
        `${executionsMax.toLocaleString('en')}: ×${(ms / young[what]!).toFixed(2)}`,
    );
} finally {
  await house.close();
}

function roundMs(): Promise<number> {
  return processorMs(names.length * sideBySide, () => house.round(names));
}

/** Milliseconds of the processor: for a call, by operation; and for the house to be ready. */
async function costs(): Promise<Record<string, number>> {
  await house.stop();
  await house.start();
  const ready = house.processorMs();
  const each: Record<string, number> = {};
  for (const [operation, input] of Object.entries(calls)) {
    await house.drive(operation, input, 300, 4); // Code is loaded, and compiled.
    each[operation] = await processorMs(1_000, () => house.drive(operation, input, 1_000, 4));
  }
  return { ...each, 'a start, until it is ready': ready };
}

async function processorMs(times: number, work: () => Promise<unknown>): Promise<number> {
  const before = house.processorMs();
  await work();
  return (house.processorMs() - before) / times;
}
