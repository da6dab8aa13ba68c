/**
 * A stand-in for a control plane: begins what it is told, says `begun`, and waits for it until it is killed.
 *
 *     node control-plane.ts <data folder> <process> <command…>
 */
import { openMachine } from './machine.ts';

const [folder = '', name = '', ...commands] = process.argv.slice(2);
const { workspaces, processes } = openMachine(folder);
const signal = new AbortController().signal;

await workspaces.prepare({ type: 'workspace.prepare', workspace: name, unpack: [] });
const command = { shell: 'sh' } as const;
await processes.start({ type: 'process.start', process: name, workspace: name, env: {}, command }, signal);
const running = processes.run({ type: 'process.run', process: name, part: 'build', commands }, signal);
await processes.follow({ type: 'process.follow', process: name, from: 0 }, signal);
console.log('begun');
await running;
console.log('ran');
