import { execFileSync, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Place } from '../../../examples/storefront/deliver/clients.ts';
import { environment, spelled, type Absent, type Driver } from './driver.ts';

/** Reads a call a line, makes it by boto3, answers a line. */
const program = `
import boto3, json, sys
clients = {}
for line in sys.stdin:
    service, operation, members = json.loads(line)
    try:
        client = clients.get(service) or clients.setdefault(service, boto3.client(service))
        answer = getattr(client, operation)(**members)
        answer.pop('ResponseMetadata', None)
        print(json.dumps({'answer': answer}, default=str), flush=True)
    except Exception as error:
        print(json.dumps({'error': str(error)}), flush=True)
`;

/** The first python3 that has boto3: the one on the PATH, or Debian's own with the package python3-boto3. */
function pythonWithBoto3(): string | undefined {
  return ['python3', '/usr/bin/python3'].find((python) => {
    try {
      execFileSync(python, ['-c', 'import boto3'], { stdio: 'ignore' });
      return true;
    } catch {
      return false;
    }
  });
}

export async function openBoto3(place: Place): Promise<Driver | Absent> {
  const python = pythonWithBoto3();
  if (!python) return { absent: 'no python3 here has boto3 (Debian: python3-boto3)' };
  const env = environment(place);
  const child = spawn(python, ['-u', '-c', program], { env, stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    name: 'boto3',
    async call(service, operation, input) {
      child.stdin.write(`${JSON.stringify([service, spelled(operation, '_'), input])}\n`);
      const { value } = await lines.next();
      const { answer, error } = JSON.parse(value as string) as {
        answer?: Record<string, any>;
        error?: string;
      };
      if (error !== undefined) throw new Error(error);
      return answer!;
    },
    close: () => child.stdin.end(),
  };
}
