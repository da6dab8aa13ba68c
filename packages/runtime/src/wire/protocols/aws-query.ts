import type { Answer } from '../answer.ts';
import { formOf, readForm, type FormNode } from '../formats/query-form.ts';
import { enclosed, xmlOf, xmlOfMembers } from '../formats/xml.ts';
import { escapedXml } from '../formats/xml-document.ts';
import type { Body, Incoming, Selected } from '../incoming.ts';
import { Refusal } from '../refusal.ts';
import type { ServiceModel } from '../schema/service-model.ts';
import { resolve } from './failure.ts';
import type { Failure, Protocol, ReadCall, WriteCall } from './protocol.ts';

const noLabels: ReadonlyMap<string, string> = new Map();

/** awsQuery: parameters in a form (or the URL), XML back. */
export const awsQuery: Protocol = {
  name: 'aws-query',
  selectsByHead: false,

  select(model: ServiceModel, incoming: Incoming, body: Buffer): Selected {
    const { action, version } = actionOf(incoming, body);
    const operation = model.operations.get(action);
    if (!operation || (version !== undefined && version !== model.apiVersion)) {
      const asked = version ?? model.apiVersion;
      throw new Refusal('UnknownOperation', `Could not find operation ${action} for version ${asked}`, {
        Action: action,
      });
    }
    return { operation, labels: noLabels };
  },

  read({ incoming, selected, body }: ReadCall): Record<string, unknown> {
    return readForm(selected.operation.input, requestForm(incoming, body), { ec2: false });
  },

  write({ model, incoming, operation, output }: WriteCall): Answer {
    const { name } = operation;
    const result = operation.hasOutput
      ? enclosed(`${name}Result`, '', xmlOfMembers(operation.output.members, output ?? {}))
      : '';
    const id = `<ResponseMetadata><RequestId>${incoming.id}</RequestId></ResponseMetadata>`;
    const body = `<${name}Response xmlns="${escapedXml(model.xmlNamespace)}">${result}${id}</${name}Response>`;
    return { status: 200, headers: headersOf(incoming), body };
  },

  fail(failure: Failure): Answer {
    const { model, code, status, fault, members } = resolve(failure);
    const type = fault === 'client' ? 'Sender' : 'Receiver';
    const own = (model?.shape.members ?? [])
      .filter(({ name }) => name.toLowerCase() !== 'message' && members[name] !== undefined)
      .map(({ name, shape, traits }) => xmlOf(traits.xmlName ?? name, shape, members[name]))
      .join('');
    const message = escapedXml(failure.error.message);
    const error = `<Type>${type}</Type><Code>${escapedXml(code)}</Code><Message>${message}</Message>${own}`;
    const namespace = failure.model ? ` xmlns="${escapedXml(failure.model.xmlNamespace)}"` : '';
    const { id } = failure.incoming;
    const body = `<ErrorResponse${namespace}><Error>${error}</Error><RequestId>${id}</RequestId></ErrorResponse>`;
    return { status, headers: headersOf(failure.incoming), body };
  },
};

/** `Action` and `Version` of a request, wherever they are. */
export function actionOf(
  incoming: Incoming,
  body: Body,
): { readonly action: string; readonly version: string | undefined } {
  const { action, version } = statedAction(incoming, body);
  if (!action)
    throw new Refusal('MissingOperation', 'The request is missing an action or a required parameter.');
  return { action, version };
}

/** The same, where it may be missing. */
export function statedAction(
  incoming: Incoming,
  body: Body,
): { readonly action: string | undefined; readonly version: string | undefined } {
  const { children } = requestForm(incoming, body);
  return { action: children?.get('Action')?.value, version: children?.get('Version')?.value };
}

const forms = new WeakMap<Incoming, FormNode>();

/** The form of a request; read once. */
export function requestForm(incoming: Incoming, body: Body): FormNode {
  const known = forms.get(incoming);
  if (known) return known;
  const form = formOf(incoming.query, body instanceof Buffer ? body.toString('latin1') : '');
  forms.set(incoming, form);
  return form;
}

function headersOf({ id }: Incoming): Record<string, string> {
  return { 'x-amzn-RequestId': id, 'content-type': 'text/xml' };
}
