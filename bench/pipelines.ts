import { DeliveringHouse, sideBySide } from './delivering-house.ts';

/**
 * Executions a second without processes, durable, over HTTP: a source of S3 and a deployment to S3; then what executions
 * cost that wait for an approval: memory for each, and the processor's time while nothing happens.
 */
const waitingCount = Number(process.argv[2] ?? 10_000);
const pipelinesThrough = 20;
const rounds = Number(process.argv[3] ?? 4);
const idleMs = 5_000;

const house = await DeliveringHouse.open();
try {
  await runThrough();
  await wait();
} finally {
  await house.close();
}

async function runThrough(): Promise<void> {
  const names = Array.from({ length: pipelinesThrough }, (_, index) => `through-${index}`);
  for (const name of names) await house.createThrough(name);
  await house.round(names); // Code is loaded, and compiled.
  const begun = performance.now();
  const eachMs: number[] = [];
  for (let left = rounds; left > 0; left--) {
    const before = house.processorMs();
    await house.round(names);
    eachMs.push((house.processorMs() - before) / (names.length * sideBySide));
  }
  const seconds = (performance.now() - begun) / 1000;
  const mean = eachMs.reduce((sum, ms) => sum + ms, 0) / rounds;
  // Others who use the machine make all rounds dearer: two programs are best compared by their cheapest.
  console.log(
    `two actions, no processes: ${Math.round((rounds * names.length * sideBySide) / seconds)} executions a second, ` +
      `${mean.toFixed(2)} ms of the processor each; ${Math.min(...eachMs).toFixed(2)} in the cheapest of ${rounds} rounds`,
  );
}

async function wait(): Promise<void> {
  const memory = house.residentMb();
  const pipelinesCount = Math.ceil(waitingCount / sideBySide);
  for (let index = 0; index < pipelinesCount; index++) {
    const name = `waiting-${index}`;
    await house.create(name, { category: 'Approval', provider: 'Manual', configuration: {} });
    await start(name, sideBySide - 1);
  }
  const count = pipelinesCount * sideBySide;
  const grown = house.residentMb() - memory;
  const before = house.processorMs();
  await new Promise((resolve) => setTimeout(resolve, idleMs));
  const idlePercent = ((house.processorMs() - before) / idleMs) * 100;
  console.log(
    `${count.toLocaleString('en')} approvals waiting: ${grown} MB more, idle at ${idlePercent.toFixed(1)} % of a core`,
  );
}

async function start(name: string, times: number): Promise<void> {
  await Promise.all(Array.from({ length: times }, () => house.codepipeline.startPipelineExecution({ name })));
}
