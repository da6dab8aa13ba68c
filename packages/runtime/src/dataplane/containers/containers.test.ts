import { VirtualClock } from '../../base/clock.virtual.ts';
import { containersContract } from './containers.contract.ts';
import { SimulatedContainers } from './containers.simulated.ts';
import { SimulatedProcesses } from '../processes/processes.simulated.ts';

const blob = { sha256: '0'.repeat(64), size: 0, md5: '' };

containersContract('simulated', () => {
  const clock = new VirtualClock(0);
  const processes = new SimulatedProcesses(clock);
  const image = async () => ({ digest: `sha256:${blob.sha256}`, config: blob, layers: [blob] });
  const hogs = (process: string) => processes.processUses(process, { memoryMib: 96 });
  return { containers: new SimulatedContainers(processes, clock), processes, image, hog: image, hogs };
});
