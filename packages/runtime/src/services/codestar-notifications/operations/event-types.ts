import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { invalidNextToken } from '../errors.ts';
import { pageSize, type Listing } from '../listing.ts';
import { eventTypes, type EventType } from '../event-types.ts';

export const eventTypeView = ({ id, service, name, resourceType }: EventType) => ({
  EventTypeId: id,
  ServiceName: service,
  EventTypeName: name,
  ResourceType: resourceType,
});

const filters: Readonly<Record<string, (type: EventType, value: string) => boolean>> = {
  RESOURCE_TYPE: ({ resourceType }, value) => resourceType === value,
  SERVICE_NAME: ({ service }, value) => service === value,
};

export const listEventTypes: Handler<Listing, object> = (input) => {
  const matching = eventTypes.filter((type) =>
    (input.Filters ?? []).every(({ Name, Value }) => filters[Name]!(type, Value)),
  );
  const { items, next } = pageOf(matching, ({ id }) => id, {
    token: input.NextToken,
    limit: input.MaxResults ?? pageSize,
    invalid: invalidNextToken,
  });
  return { EventTypes: items.map(eventTypeView), NextToken: next };
};
