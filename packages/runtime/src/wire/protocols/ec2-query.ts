import type { Answer } from '../answer.ts';
import { readForm } from '../formats/query-form.ts';
import { escapedXml } from '../formats/xml-document.ts';
import { xmlOfMembers } from '../formats/xml.ts';
import type { Incoming, Selected } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import type { ServiceModel } from '../schema/service-model.ts';
import { actionOf, requestForm } from './aws-query.ts';
import { resolve } from './failure.ts';
import type { Failure, Protocol, ReadCall, WriteCall } from './protocol.ts';

const noLabels: ReadonlyMap<string, string> = new Map();
const prolog = '<?xml version="1.0" encoding="UTF-8"?>\n';

/** ec2Query: as awsQuery, with EC2's own names, flat lists and unwrapped answers. */
export const ec2Query: Protocol = {
  name: 'ec2-query',
  selectsByHead: false,

  select(model: ServiceModel, incoming: Incoming, body: Buffer): Selected {
    const { action } = actionOf(incoming, body);
    const operation = model.operations.get(action);
    if (!operation)
      throw new Refusal('UnknownOperation', `The action ${action} is not valid for this web service.`, {
        Action: action,
      });
    return { operation, labels: noLabels };
  },

  read({ incoming, selected, body }: ReadCall): Record<string, unknown> {
    return readForm(selected.operation.input, requestForm(incoming, body), { ec2: true });
  },

  write({ model, incoming, operation, output }: WriteCall): Answer {
    const inner = operation.hasOutput ? xmlOfMembers(operation.output.members, output ?? {}) : '';
    const opening = `<${operation.name}Response xmlns="${escapedXml(model.xmlNamespace)}/">`;
    const body = `${prolog}${opening}<requestId>${incoming.id}</requestId>${inner}</${operation.name}Response>`;
    return { status: 200, headers: headersOf(incoming), body };
  },

  fail(failure: Failure): Answer {
    const { code, status } = resolve(failure);
    const error = `<Code>${escapedXml(code)}</Code><Message>${escapedXml(failure.error.message)}</Message>`;
    const { id } = failure.incoming;
    const errors = `<Errors><Error>${error}</Error></Errors>`;
    const body = `${prolog}<Response>${errors}<RequestID>${id}</RequestID></Response>`;
    return { status, headers: headersOf(failure.incoming), body };
  },
};

function headersOf({ id }: Incoming): Record<string, string> {
  return { 'x-amzn-RequestId': id, 'content-type': 'text/xml;charset=UTF-8' };
}
