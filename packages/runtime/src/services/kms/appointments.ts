import { flowId, type Call } from '../../dispatch/service.ts';
import { appointmentFlow, type Appointment } from './flow/appointment.ts';
import type { KeyRecord } from './records.ts';

type Deed = Appointment['deed'];

const flowOf = (key: KeyRecord, deed: Deed): string =>
  flowId(appointmentFlow.kind, key, `${key.keyId}:${deed}`);

export function appoint(call: Call, key: KeyRecord, deed: Deed, at: number): void {
  const { account, region, keyId } = key;
  call.flows.start(appointmentFlow.kind, flowOf(key, deed), {
    account,
    region,
    keyId,
    deed,
    at,
  } satisfies Appointment);
}

export function cancel(call: Call, key: KeyRecord, deed: Deed): void {
  call.flows.remove(flowOf(key, deed));
}
