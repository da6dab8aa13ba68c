import { tell } from './telling.mjs';

/** What the process may have. Lambda says it by a name of its own. */
export const memoryMb = Number(process.env.MEMORY_MB ?? process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? 512);

const memory = () => Math.round((100 * process.memoryUsage.rss()) / (memoryMb * 2 ** 20));

/** Tells, again and again, how much of a processor and of its memory the process has used. */
export function tellUsage(everySeconds) {
  let [before, since] = [process.cpuUsage(), performance.now()];
  setInterval(() => {
    const { user, system } = process.cpuUsage(before);
    const CPUUtilization = Math.round((user + system) / 10 / (performance.now() - since));
    [before, since] = [process.cpuUsage(), performance.now()];
    tell({ event: 'usage', CPUUtilization, MemoryUtilization: memory() });
  }, everySeconds * 1000).unref();
}

/** Does `work`, and tells what of processor and memory it has taken: for a function, which lives by the invocation. */
export async function tellingUsage(work) {
  const before = process.cpuUsage();
  try {
    return await work();
  } finally {
    const { user, system } = process.cpuUsage(before);
    tell({ event: 'usage', CpuTime: Math.round((user + system) / 1000), MemoryUtilization: memory() });
  }
}
