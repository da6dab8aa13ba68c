import type * as sdk from '@aws-sdk/client-cloudcontrol';
import type { Given } from '../../../../base/given.ts';
import type { ResourceType } from '../../../../dispatch/resource.ts';
import type { Call, WaitingCall, WaitingHandler } from '../../../../dispatch/service.ts';
import { isImportable } from '../../resources/importing.ts';
import { concurrentOperation, clientTokenConflict, resourceNotFound, unsupportedAction } from '../errors.ts';
import { desiredState, patched } from '../patching.ts';
import {
  clientTokens,
  requestFlowId,
  requestKind,
  requests,
  type RequestJob,
  type RequestState,
} from '../records.ts';
import { actsAs, findType, lookUp, placeOf, wantedOf, type FoundType, type Lent } from './lookups.ts';
import { progressEvent, stateOf } from './progress-events.ts';
import { forgetExpired } from './requests.ts';
import { readable } from './resources.ts';

interface Begun {
  readonly ProgressEvent: sdk.ProgressEvent;
}

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_CreateResource.html */
export const createResource = (lent: Lent): WaitingHandler<Given<sdk.CreateResourceCommandInput>, Begun> => ({
  async waits(input, call) {
    const { TypeName, DesiredState } = input;
    const found = await findType(TypeName, lent, call);
    if (!found.type) unsupportedAction(TypeName, 'CREATE');
    const wanted = desiredState(found.registry, DesiredState);
    return begin({ input, asked: `CREATE ${TypeName} ${DesiredState}`, found }, call, (token) => ({
      work: 'CREATE',
      wanted: wantedOf(placeOf(TypeName, call), wanted, token),
    }));
  },
});

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_UpdateResource.html */
export const updateResource = (lent: Lent): WaitingHandler<Given<sdk.UpdateResourceCommandInput>, Begun> => ({
  async waits(input, call) {
    const { TypeName, Identifier: identifier, PatchDocument } = input;
    const asked = `UPDATE ${TypeName} ${identifier} ${PatchDocument}`;
    const found = await findType(TypeName, lent, call);
    if (!isPatchable(found.type)) unsupportedAction(TypeName, 'UPDATE');
    const before = call.transaction((inner) => repeated(input, asked, inner));
    if (before) return before;
    const sought = { found: readable(found), identifier, as: actsAs(input.RoleArn, call.caller) };
    const had = (await lookUp(sought, call)) ?? resourceNotFound(TypeName, identifier);
    const properties = patched(found.registry, had, PatchDocument);
    return begin({ input, asked, found, identifier }, call, (token) => ({
      work: 'UPDATE',
      wanted: wantedOf(placeOf(TypeName, call), properties, token),
      had,
    }));
  },
});

const isPatchable = (type: ResourceType | undefined): boolean =>
  type?.update !== undefined && isImportable(type) && !type.secret;

/** https://docs.aws.amazon.com/cloudcontrolapi/latest/APIReference/API_DeleteResource.html */
export const deleteResource = (lent: Lent): WaitingHandler<Given<sdk.DeleteResourceCommandInput>, Begun> => ({
  async waits(input, call) {
    const { TypeName, Identifier: identifier } = input;
    const asked = `DELETE ${TypeName} ${identifier}`;
    const asking = await findType(TypeName, lent, call);
    if (!asking.type) unsupportedAction(TypeName, 'DELETE');
    const found = readable(asking);
    const before = call.transaction((inner) => repeated(input, asked, inner));
    if (before) return before;
    const sought = { found, identifier, as: actsAs(input.RoleArn, call.caller) };
    const had = (await lookUp(sought, call)) ?? resourceNotFound(TypeName, identifier);
    return begin({ input, asked, found, identifier }, call, () => ({ work: 'DELETE', had }));
  },
});

interface Asked {
  readonly input: Clients & { readonly TypeName: string };
  /** What tells one request by a client's token from another. */
  readonly asked: string;
  readonly found: FoundType;
  readonly identifier?: string;
}

interface Clients {
  readonly ClientToken?: string | undefined;
  readonly RoleArn?: string | undefined;
}

// AWS: user guide: "A client token is valid for 36 hours once used."
const tokenMs = 36 * 60 * 60 * 1000;

/** The same request, asked once more by its client. */
function repeated({ ClientToken: clientToken }: Clients, asked: string, call: Call): Begun | undefined {
  const before = clientToken === undefined ? undefined : clientTokens.get(call.tx, call, clientToken);
  if (!before || before.at + tokenMs <= call.now) return undefined;
  if (before.asked !== asked) clientTokenConflict(clientToken!);
  return { ProgressEvent: progressEvent(stateOf(call, before.token)) };
}

function begin(
  { input, asked, found, identifier }: Asked,
  waiting: WaitingCall,
  jobOf: (token: string) => RequestJob,
): Begun {
  return waiting.transaction((call) => {
    const before = repeated(input, asked, call);
    if (before) return before;
    forgetExpired(call);
    const { TypeName: typeName, ClientToken: clientToken } = input;
    if (identifier !== undefined) requireIdle(call, typeName, identifier);
    const token = call.ids.uuid();
    const at = call.now;
    const state: RequestState = {
      scope: { account: call.account, region: call.region },
      token,
      at,
      typeName,
      as: actsAs(input.RoleArn, call.caller),
      primaryIdentifier: found.registry.primaryIdentifier,
      job: jobOf(token),
      answers: [],
      ...(identifier !== undefined && { identifier }),
    };
    requests.put(call.tx, call, token, { token, at, ...(clientToken !== undefined && { clientToken }) });
    if (clientToken !== undefined) clientTokens.put(call.tx, call, clientToken, { token, at, asked });
    call.flows.start(requestKind, requestFlowId(call, token), state);
    return { ProgressEvent: progressEvent(state) };
  });
}

/** One request at a time works on a resource: also while it is made. */
function requireIdle(call: Call, typeName: string, identifier: string): void {
  const others = requests.list(call.tx, call).map(({ token }) => stateOf(call, token));
  const same = others.filter((other) => other.typeName === typeName && other.identifier === identifier);
  if (same.some(({ outcome }) => !outcome)) concurrentOperation(typeName, identifier);
}
